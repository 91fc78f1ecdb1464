import { expect, test } from "vitest";
import {
  isPrivateAddress,
  PrivateAddress,
  publicLookup,
  refusePrivateHost,
} from "#/server/gateways/private-address.ts";
import { createWebhookSender } from "#/server/gateways/webhooks.ts";

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.255.1",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "[::1]",
  "::",
  "::ffff:10.0.0.1",
  "::ffff:7f00:1",
  "fd00::1",
  "fe80::1",
  "64:ff9b::a00:1",
  "2002:a00:1::",
])("%s is inside", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each(["8.8.8.8", "172.32.0.1", "2606:4700::1111", "example.com"])("%s is not", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test("however an address is spelt, the URL's own reading of it is what is looked at", () => {
  for (const host of [
    "2130706433",
    "0x7f.1",
    "127.1",
    "017700000001",
    "LOCALHOST",
    "hooks.localhost",
    "[::ffff:127.0.0.1]",
  ])
    expect(() => refusePrivateHost(new URL(`https://${host}/`).hostname), host).toThrow(PrivateAddress);
});

test("a name that resolves to this machine is refused when it is resolved", async () => {
  const error = await new Promise((resolve) => publicLookup("localhost", {}, resolve));
  expect(error).toBeInstanceOf(PrivateAddress);
});

test("nothing leaves for such an address, and the sentence says why", async () => {
  const sender = createWebhookSender({ allowPrivate: false });
  const message = { id: "msg_1", body: "{}", secrets: [`whsec_${Buffer.alloc(32).toString("base64")}`] };
  for (const url of ["http://127.0.0.1:9/", "https://localhost:9/", "https://169.254.169.254/latest/meta-data"])
    expect(await sender.send({ ...message, url })).toMatchObject({
      status: null,
      reason: expect.stringContaining("inside a private network"),
    });
});

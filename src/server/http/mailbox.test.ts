import { expect, test } from "vitest";
import { mailboxFor } from "#/server/http/mailbox.ts";
import { isLoopbackRequest } from "#/server/http/origin.ts";

const from = (peer: string | null, host: string) =>
  new Headers({ host, ...(peer === null ? {} : { "x-pitlane-peer": peer }) });

test.each([
  ["127.0.0.1", "localhost:3000", true],
  ["::1", "[::1]:3000", true],
  ["::ffff:127.0.0.1", "127.0.0.1", true],
  ["192.168.1.9", "localhost:3000", false],
  ["127.0.0.1", "garage.example", false],
  ["127.0.0.1", "localhost.evil.example", false],
  ["127.0.0.1.evil", "localhost", false],
  [null, "localhost:3000", false],
])("peer %s asking for host %s: %s", (peer, host, answer) => {
  expect(isLoopbackRequest(from(peer, host))).toBe(answer);
});

const here = () => from("127.0.0.1", "localhost");

test("without the loopback mailbox there is nothing to read, even on this machine", () => {
  expect(mailboxFor(here(), { mails: "/nowhere", texts: undefined })).not.toBeNull();
  expect(mailboxFor(here(), { mails: undefined, texts: "/nowhere" })).not.toBeNull();
  expect(mailboxFor(here(), { mails: undefined, texts: undefined })).toBeNull();
  expect(mailboxFor(from("10.0.0.2", "localhost"), { mails: "/nowhere", texts: "/nowhere" })).toBeNull();
});

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { closeDatabase } from "#/server/db/client.ts";
import { handleAuth } from "#/server/http/auth.ts";
import { forgetSignIns } from "#/server/http/sign-in-limits.ts";
import { attemptSignIn, demoPassword, freshAddress, jsonRequest, newTenant } from "../harness/people.ts";

// A password takes a while to check, on purpose: small limits show the same in fewer attempts.
vi.hoisted(() => {
  process.env.SIGN_IN_PER_MINUTE = "1";
});
/** Attempts at one account in five minutes, and from one address in one. */
const ofAccount = 4;
const fromAddress = 1;

afterAll(closeDatabase);

const run = promisify(execFile);
const wrong = "not the password";
const statusesOf = async (count: number, ask: () => Promise<Response>): Promise<number[]> => {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < count; attempt += 1) statuses.push((await ask()).status);
  return statuses;
};
const withCookie = (email: string, password: string, cookie: string) =>
  handleAuth(
    jsonRequest("/api/auth/sign-in/email", { email, password }, { cookie, "x-forwarded-for": freshAddress() }),
  );
const deviceOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .find((each) => each.startsWith("pitlane.device="))
    ?.split(";")[0] ?? "";
/** As many strangers as an account has attempts, each from an address of its own. */
const flood = async (email: string) => {
  for (let attempt = 0; attempt < ofAccount; attempt += 1) await attemptSignIn(email, wrong);
};

describe("by account", () => {
  test("wrong passwords from many addresses slow strangers down, in any spelling of the address", async () => {
    const { members } = await newTenant();
    const { email } = members.owner;
    expect(new Set(await statusesOf(ofAccount, () => attemptSignIn(email, wrong)))).toEqual(new Set([401]));
    expect((await attemptSignIn(email, wrong)).status).toBe(429);
    const refused = await attemptSignIn(` ${email.toUpperCase()} `, demoPassword);
    expect([400, 429]).toContain(refused.status);
    expect((await attemptSignIn(email.toUpperCase(), demoPassword)).status).toBe(429);
    expect((await attemptSignIn(members.admin.email)).status).toBe(200);
  });

  test("a browser that signed in before comes in during a flood, and only to its own account", async () => {
    const { members } = await newTenant();
    const device = deviceOf(await attemptSignIn(members.owner.email));
    await flood(members.owner.email);
    await flood(members.admin.email);
    expect((await withCookie(members.owner.email, demoPassword, device)).status).toBe(200);
    expect((await withCookie(members.admin.email, demoPassword, device)).status).toBe(429);
    const forged = `${device.slice(0, -4)}AAAA`;
    expect((await withCookie(members.owner.email, demoPassword, forged)).status).toBe(429);
  });

  test("what is guessed with a known browser's cookie is counted too", async () => {
    const { members } = await newTenant();
    const device = deviceOf(await attemptSignIn(members.owner.email));
    const statuses = await statusesOf(ofAccount + 1, () => withCookie(members.owner.email, wrong, device));
    expect(statuses.at(-2)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });

  test("right passwords are not counted, and a link from the mailbox clears the count", async () => {
    const { members } = await newTenant();
    const { email } = members.owner;
    expect(new Set(await statusesOf(ofAccount + 1, () => attemptSignIn(email)))).toEqual(new Set([200]));
    await flood(email);
    expect((await attemptSignIn(email)).status).toBe(429);
    await forgetSignIns(email);
    expect((await attemptSignIn(email)).status).toBe(200);
  });

  test("an address that nobody has is slowed down alike", async () => {
    const email = "nobody.at.all@nowhere.test";
    await flood(email);
    expect((await attemptSignIn(email, wrong)).status).toBe(429);
  });
});

describe("by address", () => {
  test("one account more than the limit, tried from one address, is turned away", async () => {
    const { members } = await newTenant();
    const address = freshAddress();
    expect((await attemptSignIn(members.owner.email, wrong, address)).status).toBe(401);
    expect((await attemptSignIn(members.admin.email, demoPassword, address)).status).toBe(429);
  });
});

describe("across two processes on one database", () => {
  const loader = import.meta.resolve("../processes/load-tsx.mjs");
  const program = path.join(import.meta.dirname, "guesser.ts");
  const guess = async (...told: string[]): Promise<number[]> => {
    const { stdout } = await run(process.execPath, ["--import", loader, program, ...told], {
      env: { ...process.env, LOG_LEVEL: "silent" },
    });
    return z.array(z.number()).parse(JSON.parse(stdout));
  };
  const answers = (statuses: number[]) => ({
    tried: statuses.filter((status) => status === 401).length,
    slowed: statuses.filter((status) => status === 429).length,
  });

  test("sixteen guesses at one account from sixteen addresses are tried no more often than the limit says", async () => {
    const { members } = await newTenant();
    const [one, two] = await Promise.all([
      guess(members.owner.email, "8", "203.0.113"),
      guess(members.owner.email, "8", "192.0.2"),
    ]);
    expect(answers([...one, ...two])).toEqual({ tried: ofAccount, slowed: 16 - ofAccount });
  });

  test("twelve guesses from one address at twelve accounts are tried no more often than the limit says", async () => {
    const [one, two] = await Promise.all([
      guess("a#@nowhere.test", "6", "1", "203.0.113.250"),
      guess("b#@nowhere.test", "6", "2", "203.0.113.250"),
    ]);
    expect(answers([...one, ...two])).toEqual({ tried: fromAddress, slowed: 12 - fromAddress });
  });
});

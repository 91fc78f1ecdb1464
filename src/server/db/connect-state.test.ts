import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { beginLogin, verifierOf } from "#/server/db/connect-state.ts";

const begun = { tenantId: "t", memberId: "m", provider: "xero" };
const now = new Date("2026-11-27T10:00:00Z");

test("the verifier fits the challenge, and is only for who began, in time, with the state as it left", () => {
  const { state, challenge } = beginLogin(begun, now);
  const verifier = verifierOf(begun, state, new Date(now.getTime() + 9 * 60_000));
  expect(
    createHash("sha256")
      .update(verifier ?? "")
      .digest("base64url"),
  ).toBe(challenge);
  expect(state).not.toContain(verifier);
  expect(verifierOf({ ...begun, memberId: "other" }, state, now)).toBeNull();
  expect(verifierOf({ ...begun, tenantId: "other" }, state, now)).toBeNull();
  expect(verifierOf({ ...begun, provider: "other" }, state, now)).toBeNull();
  expect(verifierOf(begun, state, new Date(now.getTime() + 11 * 60_000))).toBeNull();
  const [nonce, , signature] = state.split(".");
  expect(verifierOf(begun, [nonce, String(now.getTime() + 86_400_000), signature].join("."), now)).toBeNull();
  expect(verifierOf(begun, "", now)).toBeNull();
  expect(beginLogin(begun, now).state).not.toBe(state);
});

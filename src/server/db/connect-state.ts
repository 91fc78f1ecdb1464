import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "#/env.ts";

/**
 * The state of a login elsewhere, which comes back with its answer: nobody but the member who began may end it, within ten
 * minutes. The verifier of PKCE (RFC 7636) follows from it and never leaves this server until it is shown to the token's door.
 */
type Begun = { readonly tenantId: string; readonly memberId: string; readonly provider: string };

const minutes = 10;

const mac = (purpose: string, { tenantId, memberId, provider }: Begun, nonce: string, ends: string): string =>
  createHmac("sha256", env.LINK_SECRET)
    .update(`${purpose}:${tenantId}:${memberId}:${provider}:${nonce}:${ends}`)
    .digest("base64url");

/** @returns the state for the address, and the challenge (S256) that goes with it */
export const beginLogin = (begun: Begun, now: Date): { state: string; challenge: string } => {
  const nonce = randomBytes(16).toString("base64url");
  const ends = String(now.getTime() + minutes * 60_000);
  const verifier = mac("connect-verifier", begun, nonce, ends);
  return {
    state: [nonce, ends, mac("connect-state", begun, nonce, ends)].join("."),
    challenge: createHash("sha256").update(verifier).digest("base64url"),
  };
};

/** The verifier of a login that this member began; null for a state that is another's, changed or too old. */
export const verifierOf = (begun: Begun, state: string, now: Date): string | null => {
  const [nonce = "", ends = "", given = "", ...more] = state.split(".");
  const [right, brought] = [Buffer.from(mac("connect-state", begun, nonce, ends)), Buffer.from(given)];
  if (more.length > 0 || right.length !== brought.length || !timingSafeEqual(right, brought)) return null;
  return Number(ends) >= now.getTime() ? mac("connect-verifier", begun, nonce, ends) : null;
};

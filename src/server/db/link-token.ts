import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#/env.ts";
import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";

/** What a link in a message lets its reader do. */
export type LinkPurpose = "invitation" | "password" | "email" | "appointment" | "job-card" | "invoice" | "messages";

/**
 * The token of a link: HMAC-SHA-256 of purpose, subject and generation, so that a resend and a second rendering carry
 * the same one without its being kept anywhere. Raising the generation is what ends it.
 */
export const linkToken = (purpose: LinkPurpose, subjectId: string, generation: number): string =>
  createHmac("sha256", env.LINK_SECRET).update(`${purpose}:${subjectId}:${generation}`).digest("base64url");

/** All that the database knows of a token, in hexadecimal. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** The tenant and the row of a link, open or ended; null for a token that never was one. */
export const linkOfToken = async (token: string): Promise<{ tenantId: string; linkId: string } | null> => {
  const { rows } = await runOutsideTenants(() =>
    pool.query<{ tenantId: string; linkId: string }>({
      name: "link_by_hash",
      text: `select tenant_id as "tenantId", link_id as "linkId" from lookup.link_by_hash($1)`,
      values: [hashOfToken(token)],
    }),
  );
  return rows[0] ?? null;
};

/** Whose mailbox a person's link went to, open or ended; null for a token that never was one. */
export const personOfToken = async (
  purpose: LinkPurpose,
  token: string,
): Promise<{ userId: string; email: string; open: boolean } | null> => {
  const { rows } = await runOutsideTenants(() =>
    pool.query<{ userId: string; email: string; open: boolean }>({
      name: "person_of_link",
      text: `select user_id as "userId", email, ended_at is null and expires_at > now() as open
               from person_link where token_hash = $1 and purpose = $2`,
      values: [hashOfToken(token), purpose],
    }),
  );
  return rows[0] ?? null;
};

// ── Forms that were opened ──────────────────────────────────────────────────────────────────────

const signatureOf = (ms: string): string =>
  createHmac("sha256", env.LINK_SECRET).update(`form:${ms}`).digest("base64url");

/** Says in a form when it was opened, so that nobody can say otherwise. */
export const formStamp = (at: Date): string => `${at.getTime()}.${signatureOf(String(at.getTime()))}`;

/** How many seconds ago a form was opened; null for a stamp that is not ours. */
export const stampAge = (stamp: string, now: Date): number | null => {
  const [, ms = "", given = ""] = /^(\d{13})\.([\w-]+)$/.exec(stamp) ?? [];
  const [right, brought] = [Buffer.from(signatureOf(ms)), Buffer.from(given)];
  return right.length === brought.length && timingSafeEqual(right, brought)
    ? (now.getTime() - Number(ms)) / 1000
    : null;
};

import { createHash } from "node:crypto";
import { ValidationException } from "#/domain/errors.ts";
import { env } from "#/env.ts";
import type { RequestContext } from "#/server/api/context.ts";
import { clientAddress } from "#/server/http/origin.ts";
import { consumeLimit } from "#/server/http/rate-limit.ts";

/**
 * Counts an attempt at something guessable that is asked for outside of Better Auth: by the caller's address, and by
 * what is tried, so that neither many addresses at one thing nor one address at many get far.
 * @throws TOO_MANY_REQUESTS
 */
export const limitByCaller = async (
  ctx: Pick<RequestContext, "headers">,
  name: string,
  subject: string,
): Promise<void> => {
  const address = clientAddress(ctx.headers) ?? "unknown";
  const hashed = createHash("sha256").update(subject.toLowerCase()).digest("base64url");
  const answers = [
    await consumeLimit(`${name}/from/${address}`, { window: 60, max: env.SIGN_IN_PER_MINUTE * 4 }),
    await consumeLimit(`${name}/of/${hashed}`, { window: 300, max: env.SIGN_IN_PER_MINUTE * 2 }),
  ];
  const refused = answers.find(({ allowed }) => !allowed);
  if (refused === undefined) return;
  throw new ValidationException("TOO_MANY_REQUESTS", `Too many attempts. Try again in ${refused.retryAfter ?? 60} s.`);
};

/** Workshops are signed up once in a while, and a password is tried for one address a few times at most. */
const signUpsOfMail = { window: 15 * 60, max: 5 };

/**
 * Counts an attempt to sign up a workshop, by where it comes from and by the address it names: where that has an account,
 * its password is tried.
 * @throws TOO_MANY_REQUESTS
 */
export const limitSignUps = async (ctx: RequestContext, email: string): Promise<void> => {
  const address = clientAddress(ctx.headers) ?? "unknown";
  const hashed = createHash("sha256").update(email.toLowerCase()).digest("base64url");
  const answers = [
    await consumeLimit(`sign-up/from/${address}`, { window: 60 * 60, max: env.SIGN_UPS_PER_HOUR }),
    await consumeLimit(`sign-up/of/${hashed}`, signUpsOfMail),
  ];
  const refused = answers.find(({ allowed }) => !allowed);
  if (refused === undefined) return;
  const minutes = Math.ceil((refused.retryAfter ?? 60) / 60);
  throw new ValidationException(
    "TOO_MANY_REQUESTS",
    `Too many attempts to sign up. What you typed is safe; try again in ${minutes} min.`,
  );
};

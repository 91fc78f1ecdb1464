import { createHash, randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { BookedView } from "#/domain/booking.ts";
import { leastFillSeconds } from "#/domain/booking-limits.ts";
import { ValidationException } from "#/domain/errors.ts";
import { env } from "#/env.ts";
import type { RequestContext } from "#/server/api/context.ts";
import type { Ctx } from "#/server/db/context.ts";
import { stampAge } from "#/server/db/link-token.ts";
import { tenantOfSlug } from "#/server/db/public-tenant.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { clientAddress } from "#/server/http/origin.ts";
import { type Counted, consumeLimits, type LimitRule } from "#/server/http/rate-limit.ts";
import { keptLimits } from "#/server/services/booking/limits.ts";
import { newReference } from "#/server/services/booking/taking.ts";

/** What the doors of the public page have in common: whose page it is, how often somebody may ask, and who is no person. */

export const addressOf = ({ headers }: Pick<RequestContext, "headers">): string => clientAddress(headers) ?? "unknown";

/** Who acts for a customer without an account. @throws NOT_FOUND for a page that is nobody's */
export const publicCtx = async (request: RequestContext, slug: string): Promise<Ctx> =>
  strangerOf(request, await tenantOfSlug(slug));

/** The same where a link has told the tenant. */
export const strangerOf = ({ correlationId, origin, log, from }: RequestContext, tenantId: string): Ctx => ({
  tenantId,
  actor: { kind: "system", name: "Online booking" },
  correlationId,
  origin,
  from,
  log: log.child({ tenantId }),
});

const hour = 60 * 60;
/** @throws TOO_MANY_REQUESTS */
const count = async (counted: readonly Counted[]): Promise<void> => {
  const { allowed, retryAfter } = await consumeLimits(counted);
  if (allowed) return;
  const minutes = Math.ceil((retryAfter ?? 60) / 60);
  throw new ValidationException(
    "TOO_MANY_REQUESTS",
    `Too many attempts to book. What you typed is safe; try again in ${minutes} min, or call the workshop.`,
  );
};

const hashed = (value: string): string => createHash("sha256").update(value.toLowerCase()).digest("base64url");

/** Counts a hold by its address. @throws TOO_MANY_REQUESTS */
export const limitHolds = (request: RequestContext): Promise<void> =>
  count([{ key: `hold/from/${addressOf(request)}`, rule: { window: hour, max: env.HOLDS_PER_HOUR } }]);

/** Counts a try to pay by card: somebody who tries cards one after another finds the door closed. @throws TOO_MANY_REQUESTS */
export const limitPayments = async (request: RequestContext, invoiceId: string): Promise<void> => {
  const { allowed, retryAfter } = await consumeLimits([
    { key: `pay/from/${addressOf(request)}`, rule: { window: hour, max: env.PAYMENTS_PER_HOUR } },
    { key: `pay/invoice/${invoiceId}`, rule: { window: hour, max: env.PAYMENTS_PER_HOUR } },
  ]);
  if (allowed) return;
  throw new ValidationException(
    "TOO_MANY_REQUESTS",
    `Too many attempts to pay. Nothing was charged; try again in ${Math.ceil((retryAfter ?? 60) / 60)} min, or call the workshop.`,
  );
};

/** Counts a booking or a request: by address, by contact, by workshop. @throws TOO_MANY_REQUESTS */
export const limitBookings = async (
  request: RequestContext,
  tenantId: string,
  contact: { readonly email: string | null; readonly phone: string | null },
): Promise<void> => {
  const contacts = [contact.email, contact.phone].flatMap((value) => (value === null || value === "" ? [] : [value]));
  const { perContactDay, perTenantHour } = await runInTenant(tenantId, () => keptLimits(readDb({ tenantId })));
  const ofContact: LimitRule = { window: 24 * hour, max: perContactDay };
  await count([
    { key: `book/from/${addressOf(request)}`, rule: { window: hour, max: env.BOOKINGS_PER_HOUR } },
    { key: `book/at/${tenantId}`, rule: { window: hour, max: perTenantHour } },
    ...contacts.map((value) => ({ key: `book/of/${tenantId}/${hashed(value)}`, rule: ofContact })),
  ]);
};

/** Whether a form was filled in by somebody who sees no page: too fast, with the field that people do not see, or with no form of ours. */
export const isNoPerson = ({ website, formStamp }: { website: string; formStamp: string }, now: Date): boolean => {
  const age = stampAge(formStamp, now);
  return website !== "" || age === null || age < leastFillSeconds;
};

/** What a booking looks like that is none: whoever is no person learns nothing from it. */
export const fakeSuccess = (): BookedView => ({
  reference: newReference(),
  token: randomBytes(32).toString("base64url"),
});

/** Milliseconds: longer than a booking takes while the machine is not busy. */
export const beat = 150;

/**
 * Answers on the beat, the first that comes after `work` is done, well or not: whether a contact is on file decides how
 * much there is to write, and must not be told by how long it takes.
 */
export const onTheBeat = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  const began = performance.now();
  try {
    return await work();
  } finally {
    const took = performance.now() - began;
    await pause(Math.ceil(took / beat) * beat - took);
  }
};

import { fittingBays } from "#/domain/availability.ts";
import type { HoldInput } from "#/domain/booking.ts";
import { holdMinutes } from "#/domain/booking-rules.ts";
import { notFound } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { type Db, readDb } from "#/server/db/transaction.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as diaries from "#/server/services/booking/diaries.ts";
import { hashOf, makeRoomForHold } from "#/server/services/booking/limits.ts";
import { wholeOf } from "#/server/services/booking/taking.ts";

type Keyed = { readonly idempotencyKey: string };
/** Who holds: the browser by a key that it keeps, from an address. */
type Holder = { readonly browserKey: string; readonly address: string };

const minute = 60_000;

/**
 * Keeps a time for a browser while its form is filled in, instead of the one it held before.
 * @throws SLOT_TAKEN with `details.free`; TOO_MANY_REQUESTS; NOT_FOUND
 */
export const holdSlot = async (
  ctx: Ctx,
  { idempotencyKey, address, ...input }: Omit<HoldInput, "tenantSlug"> & Holder & Keyed,
) => {
  const holder = { holderHash: hashOf(input.browserKey), addressHash: hashOf(address) };
  const { branchId, serviceIds, startsAt } = input;
  const wanted = { serviceIds, minutes: null, online: true };
  // In the transaction by its own connection: losers who each wait for a second one would wait for one another.
  const look = (db: Db, now: Date) => diaries.around(db, branchId, wanted, startsAt, now, holder);
  const asked = new Date();
  const diary = await runInTenant(ctx.tenantId, () => look(readDb(ctx), asked));
  const demand = diaries.demandOf(diary, wanted);
  // What is not free by now waits for nobody who is taking it, and leaves no trace.
  if (!diaries.isFree(diary, demand, startsAt, asked)) throw diaries.slotTaken(diary, demand, startsAt, asked);

  return await executeInTransaction(
    ctx,
    "booking.hold",
    async (tx) => {
      tx.within(branchId);
      await makeRoomForHold(tx, holder);
      const heldUntil = new Date(tx.now.getTime() + holdMinutes * minute);
      const held = await allocations.take(tx, {
        ...wholeOf(demand, startsAt),
        bayIds: fittingBays(diary, demand).map(({ id }) => id),
        technicianIds: diaries.technicianIds(diary, demand, startsAt),
        as: { state: "HELD", heldUntil, ...holder, appointmentId: null },
      });
      if (held === null) throw diaries.slotTaken(await look(tx, tx.now), demand, startsAt, tx.now);
      const endsAt = new Date(startsAt.getTime() + demand.minutes * minute);
      return { holdId: held.id, heldUntil, slot: diaries.slotAt(startsAt, endsAt, diary.zone) };
    },
    { idempotencyKey, input: { ...input, browserKey: holder.holderHash }, quiet: true },
  );
};

/** Lets go of a time that a browser holds. @throws NOT_FOUND for one that it does not hold, or no more */
export const releaseSlot = (
  ctx: Ctx,
  { idempotencyKey, holdId, browserKey }: { holdId: string; browserKey: string } & Keyed,
) =>
  executeInTransaction(
    ctx,
    "booking.release",
    async (tx) => {
      if (!(await allocations.releaseHold(tx, holdId, hashOf(browserKey)))) throw notFound("This held time");
      return { holdId };
    },
    { idempotencyKey, input: { holdId, browserKey: hashOf(browserKey) }, quiet: true },
  );

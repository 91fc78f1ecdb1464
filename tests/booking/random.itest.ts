import { afterAll, expect, test } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { bookAppointment } from "#/server/orchestrators/book-appointment.ts";
import { cancelAppointment } from "#/server/orchestrators/cancel-appointment.ts";
import { holdSlot } from "#/server/orchestrators/hold-slot.ts";
import { moveAllocation } from "#/server/orchestrators/move-allocation.ts";
import { rescheduleAppointment } from "#/server/orchestrators/reschedule-appointment.ts";
import { type Random, seededRandom } from "../../prisma/seed/random.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { firstFree, type Garage, openGarage } from "./garage.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const minute = 60_000;
const attempts = rounds(2000, 50_000);
const abreast = 16;

type Done = {
  readonly kind: string;
  readonly refused: string | null;
  readonly span: readonly [number, number] | null;
  readonly frees: boolean;
};

/**
 * Eight bays over one day: short enough that everybody is in everybody's way. As long on a Saturday as on a Monday: what is
 * asked for is within the hours, and refused only because it is taken.
 */
const openDay = async () => {
  const weekHours = Array.from({ length: 7 }, () => ({ opens: "08:00", closes: "18:00" }));
  const garage = await openGarage(admin, {
    bays: 8,
    branch: { weekHours },
    services: [{ minutes: 30 }, { minutes: 60, buffer: 15 }, { minutes: 120 }],
  });
  return { garage, from: (await firstFree(garage)).getTime() };
};

/** Does one of the things that happen to a diary, and says how it went. */
const something = async (random: Random, garage: Garage, ctx: Ctx, from: number): Promise<Done> => {
  const { tenant, services } = garage;
  const service = random.pick(services);
  const startsAt = new Date(from + random.between(0, 16) * 30 * minute);
  const span = [startsAt.getTime(), startsAt.getTime() + (service.minutes + service.buffer) * minute] as const;
  const common = { branchId: tenant.branchId, serviceIds: [service.serviceId], startsAt, idempotencyKey: uuidv7() };
  const ownOf = async (sql: string) =>
    (await admin.query<{ id: string }>(`${sql} order by random() limit 1`, [tenant.tenantId])).rows[0]?.id;
  const kind = random.pick(["hold", "book", "book", "expire", "reschedule", "cancel", "move"]);
  const attempt = async (
    work: () => Promise<unknown>,
    wants: readonly [number, number] | null,
    frees = false,
  ): Promise<Done> => {
    try {
      await work();
      return { kind, refused: null, span: wants, frees };
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      return { kind, refused: error.code, span: wants, frees };
    }
  };
  const nothing = { kind, refused: null, span: null, frees: false };
  if (kind === "hold") {
    const address = `198.51.100.${random.between(1, 250)}-${uuidv7()}`;
    return attempt(() => holdSlot(ctx, { ...common, browserKey: uuidv7(), address }), span);
  }
  if (kind === "book") {
    const somebody = { kind: "given" as const, name: "Sam", email: `${uuidv7()}@example.com`, phone: null };
    const car = { kind: "given" as const, plate: uuidv7().slice(24), make: "", model: "" };
    const rest = { minutes: null, bayId: null, technicianId: null, symptom: "", note: "", customerWaiting: false };
    return attempt(
      () => bookAppointment(ctx, { ...common, ...rest, customer: somebody, vehicle: car, online: { hold: null } }),
      span,
    );
  }
  if (kind === "expire") {
    await admin.query(
      "update bay_allocation set held_until = now() - interval '1 second' where tenant_id = $1 and state = 'HELD' and random() < 0.5",
      [tenant.tenantId],
    );
    return { ...nothing, frees: true };
  }
  if (kind === "move") {
    const allocationId = await ownOf("select id from bay_allocation where tenant_id = $1 and state = 'BOOKED'");
    const bayId = random.pick(tenant.bays).id;
    if (allocationId === undefined) return nothing;
    const to = { bayId, startsAt, endsAt: new Date(span[1]) };
    // What it wants is one bay: its truth is not asked by how many are free.
    return attempt(() => moveAllocation(ctx, { allocationId, ...to, idempotencyKey: uuidv7() }), null, true);
  }
  const appointmentId = await ownOf("select id from appointment where tenant_id = $1 and state = 'BOOKED'");
  if (appointmentId === undefined) return nothing;
  if (kind === "cancel")
    return attempt(
      () =>
        cancelAppointment(ctx, { appointmentId, version: null, reason: "", by: "CUSTOMER", idempotencyKey: uuidv7() }),
      null,
      true,
    );
  const where = { appointmentId, startsAt, minutes: null, bayId: null, version: null };
  return attempt(() => rescheduleAppointment(ctx, { ...where, idempotencyKey: uuidv7() }), null, true);
};

/** On how many bays nothing stands for all of a span. */
const freeBays = async (tenantId: string, [from, to]: readonly [number, number]): Promise<number> => {
  const { rows } = await admin.query<{ free: number }>(
    `select count(*)::int as free from service_bay s where s.tenant_id = $1 and not exists (
       select from bay_allocation a where a.tenant_id = s.tenant_id and a.bay_id = s.id and a.starts_at < $3 and a.ends_at > $2
          and (a.state in ('BOOKED', 'CHECKED_IN', 'IN_PROGRESS') or a.state = 'HELD' and a.held_until > now()))`,
    [tenantId, new Date(from), new Date(to)],
  );
  return rows[0]?.free ?? 0;
};

/** What may be answered here: anything else, a deadlock above all, is a defect. */
const allowed = new Set(["SLOT_TAKEN", "TRANSITION_REFUSED", "NOT_FOUND"]);

test(`${attempts} bookings, holds, moves and cancellations at random on eight bays, ${abreast} at once: none overlaps, none is refused in vain`, {
  timeout: rounds(240_000, 3_600_000),
}, async () => {
  const seed = Date.now() % 1_000_000;
  const random = seededRandom(seed);
  const { garage, from } = await openDay();
  const ctx = contextOf(garage.tenant);
  const counts = new Map<string, number>();
  for (let done = 0; done < attempts; done += abreast) {
    const wave = await Promise.all(Array.from({ length: abreast }, () => something(random, garage, ctx, from)));
    const freed = wave.some(({ frees }) => frees);
    for (const { kind, refused, span } of wave) {
      counts.set(`${kind} ${refused ?? "done"}`, (counts.get(`${kind} ${refused ?? "done"}`) ?? 0) + 1);
      expect([seed, refused === null || allowed.has(refused), refused]).toEqual([seed, true, refused]);
      // Nobody has let anything go since: what was refused then is not to be had now either.
      if (refused === "SLOT_TAKEN" && span !== null && !freed)
        expect([seed, await freeBays(garage.tenant.tenantId, span)]).toEqual([seed, 0]);
    }
  }
  console.info(`seed ${seed}: ${[...counts].map(([what, count]) => `${what} ${count}`).join(", ")}`);
  // Enough of each happened.
  for (const what of [
    "hold done",
    "book done",
    "book SLOT_TAKEN",
    "reschedule done",
    "cancel done",
    "move done",
    "move SLOT_TAKEN",
  ])
    expect([what, (counts.get(what) ?? 0) > attempts / 200]).toEqual([what, true]);
});

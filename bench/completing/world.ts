import pg from "pg";
import { closeDatabase } from "#/server/db/client.ts";
import { type BuiltTenant, buildJobCards, buildParts, buildTenant } from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { signIn } from "../../tests/harness/people.ts";
import { atEnd } from "../lib/ending.ts";

/** Past row level security, for building worlds and looking at what was left behind. */
export const admin = new pg.Pool({ connectionString: process.env.DATABASE_ADMIN_URL, max: 4 });
atEnd(closeDatabase);
atEnd(() => admin.end());

export type Garage = { readonly tenant: BuiltTenant; readonly cookie: string };
/** A card that can be completed at once, and who completes it. */
export type Job = { readonly garage: Garage; readonly jobCardId: string };

/** A tenant whose advisor is signed in. */
export const openGarage = async (): Promise<Garage> => {
  const tenant = await buildTenant(admin, {});
  return { tenant, cookie: await signIn(tenant.members.advisor.email) };
};

const hour = 3_600_000;
const began = Date.now();
let hours = 0;

/**
 * `count` cards of `lines` part lines, each line another part that it holds, each card on a bay for an hour of its own:
 * every effect of completing has something to do.
 */
export const bookJobs = async (garage: Garage, count: number, lines: number): Promise<Job[]> => {
  const { tenant } = garage;
  const parts = await buildParts(admin, tenant, lines, { onHand: "100000" });
  const cards = await buildJobCards(admin, tenant, count, {
    lines: parts.map((part) => ({ kind: "PART" as const, part, quantity: "1" })),
  });
  const [bay] = tenant.bays;
  if (bay === undefined) throw new Error("The tenant has no bay.");
  await insertRows(
    admin,
    "bay_allocation",
    cards.map(({ jobCardId }) => {
      hours += 1;
      const endsAt = began - hours * hour;
      return {
        tenant_id: tenant.tenantId,
        id: crypto.randomUUID(),
        bay_id: bay.id,
        job_card_id: jobCardId,
        starts_at: new Date(endsAt - hour),
        ends_at: new Date(endsAt),
        state: "CHECKED_IN",
      };
    }),
  );
  return cards.map(({ jobCardId }) => ({ garage, jobCardId }));
};

/** The planner knows the tables and nothing is left to write: whoever comes first pays for nobody. */
export const settleDatabase = async (): Promise<void> => {
  await admin.query("analyze");
  await admin.query("checkpoint");
};

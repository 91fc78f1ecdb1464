import type pg from "pg";
import { z } from "zod";
import { consumersOf } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { type BuiltMember, buildMembers } from "../../prisma/seed/build-tenant.ts";
import {
  type BuiltCustomer,
  type BuiltJobCard,
  type BuiltPart,
  type BuiltService,
  type BuiltTenant,
  buildCustomerWithVehicle,
  buildJobCard,
  buildPart,
  buildRules,
  buildServices,
  buildTenant,
  type JobCardOptions,
} from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { openBank } from "./bank.ts";
import { buildUpload } from "./upload.ts";

/** Asks a procedure as the owner of the tenant; throws when it is refused. */
export type AsOwner = (kind: "query" | "mutation", path: string, input: object) => Promise<unknown>;

/** A tenant for whose owner every example (examples.ts) is answered with 200. Built alike each time: two of them are twins. */
export type World = {
  readonly tenant: BuiltTenant;
  readonly customer: BuiltCustomer;
  readonly part: BuiltPart;
  readonly plate: string;
  /** A new card, IN_PROGRESS unless told, with labour and two of the part: it can be completed at once. */
  readonly card: (options?: JobCardOptions) => Promise<BuiltJobCard>;
  /** A new unpaid invoice. */
  readonly invoice: () => Promise<{ jobCardId: string; invoiceId: string; totalMinor: number }>;
  /** A new alert whose effects were all given up, with the task that each left: the one told of, and all by consumer. */
  readonly dead: () => Promise<{ deliveryId: string; taskId: string; all: ReadonlyMap<string, string> }>;
  /** A new message to the customer that did not arrive. */
  readonly message: () => Promise<string>;
  /** A new file of two parts: as it came, with its check done, or carried out. */
  readonly upload: (state: "READ" | "CHECKED" | "DONE") => Promise<string>;
  /** A new task for a person. */
  readonly task: () => Promise<string>;
  /** A new technician, whom nobody needs. */
  readonly colleague: () => Promise<BuiltMember>;
  /** What can be booked at its branch: an hour on a lift, confirmed at once; and the same in request mode. */
  readonly service: BuiltService;
  readonly asked: BuiltService;
  /** What the gateway's frame gives the browser for a card that is good. */
  readonly cardToken: () => Promise<string>;
  readonly admin: pg.Pool;
  readonly asOwner: AsOwner;
};

const completion = z.object({ invoiceId: z.string(), totalMinor: z.number() });

export const twinPlate = "KX19 VBT";
export const twinName = "Priya Raman";

export const buildWorld = async (
  admin: pg.Pool,
  asOwnerOf: (tenant: BuiltTenant) => Promise<AsOwner>,
  built?: BuiltTenant,
): Promise<World> => {
  const bank = await openBank();
  const tenant = built ?? (await buildTenant(admin, { name: "Twin Motors" }));
  const { tenantId } = tenant;
  const customer = await buildCustomerWithVehicle(admin, tenant, {
    name: twinName,
    email: `priya.${tenant.slug}@example.com`,
    plate: twinPlate,
  });
  const part = await buildPart(admin, tenant, { number: "OX 1232D", name: "Oil filter", onHand: "2000" });
  const [service, asked] = await buildServices(admin, tenant, [
    { name: "Interim service", minutes: 30 },
    { name: "Strange noise", minutes: 30, mode: "REQUEST" },
  ]);
  if (!service || !asked) throw new Error("The services were not built.");
  // Examples are asked for again and again: there is always another free time.
  await buildRules(admin, tenant, { horizonDays: 366, gridMinutes: 30 });
  const asOwner = await asOwnerOf(tenant);

  const card = (options: JobCardOptions = {}) =>
    buildJobCard(admin, tenant, {
      customer,
      lines: [{ kind: "LABOUR" }, { kind: "PART", part, quantity: "2" }],
      ...options,
    });
  const task = async (kind = "twin", severity = "NORMAL", sourceKey = `twin:${uuidv7()}`) => {
    const id = uuidv7();
    await insertRows(admin, "manual_task", [
      {
        tenant_id: tenantId,
        id,
        severity,
        state: "OPEN",
        kind,
        title: "Call the supplier",
        detail: "",
        source_key: sourceKey,
        created_at: new Date(),
      },
    ]);
    return id;
  };
  return {
    tenant,
    customer,
    part,
    plate: twinPlate,
    service,
    asked,
    cardToken: () => bank.token(),
    card,
    task,
    message: async () => {
      const id = uuidv7();
      await insertRows(admin, "message", [
        {
          tenant_id: tenantId,
          id,
          channel: "EMAIL",
          state: "FAILED",
          kind: "invoice",
          recipient: "priya.raman@example.com",
          subject: "Your invoice",
          body_text: "Your invoice",
          customer_id: customer.customerId,
          source_key: `twin:${id}`,
          tries: 3,
        },
      ]);
      return id;
    },
    upload: (state) => buildUpload(admin, tenant, state),
    admin,
    asOwner,
    colleague: async () => {
      const email = `${uuidv7()}@${tenant.slug}.test`;
      const person = { name: "Timo Kern", email, role: "TECHNICIAN", phone: "+447700900199" } as const;
      const [built] = await buildMembers(admin, tenantId, [person]);
      if (!built) throw new Error("The colleague was not built.");
      return built;
    },
    invoice: async () => {
      const { jobCardId } = await card();
      const { invoiceId, totalMinor } = completion.parse(
        await asOwner("mutation", "jobCard.complete", { jobCardId, idempotencyKey: uuidv7() }),
      );
      return { jobCardId, invoiceId, totalMinor };
    },
    dead: async () => {
      const now = new Date();
      const about = await task("twin", "URGENT");
      const [runId, eventId] = [uuidv7(), uuidv7()];
      const all = new Map(consumersOf["alert/raised"].map((consumer) => [consumer, uuidv7()]));
      await insertRows(admin, "orchestration_run", [
        {
          tenant_id: tenantId,
          id: runId,
          name: "twin.raise",
          state: "COMPLETED",
          actor_kind: "system",
          actor_name: "Twin",
          correlation_id: "twin",
          started_at: now,
          finished_at: now,
          fence: 0,
        },
      ]);
      await insertRows(admin, "outbox_event", [
        {
          tenant_id: tenantId,
          id: eventId,
          type: "alert/raised",
          version: 1,
          subject_type: "task",
          subject_id: about,
          correlation_id: "twin",
          run_id: runId,
          data: { taskId: about },
          consumers: [...all.keys()],
          occurred_at: now,
          state: "SENT",
          sends: 1,
          available_at: now,
          sent_at: now,
        },
      ]);
      await insertRows(
        admin,
        "event_delivery",
        [...all].map(([consumer, id]) => ({
          tenant_id: tenantId,
          event_id: eventId,
          consumer,
          id,
          state: "DEAD",
          attempts_started: 3,
          attempts_finished: 3,
          available_at: now,
          fence: 3,
          last_error: "Built dead.",
          created_at: now,
          finished_at: now,
        })),
      );
      const tasks: { deliveryId: string; taskId: string }[] = [];
      for (const deliveryId of all.values())
        tasks.push({ deliveryId, taskId: await task("delivery-dead", "NORMAL", `delivery:${deliveryId}`) });
      const [told] = tasks;
      if (!told) throw new Error("Nobody is told of an alert.");
      return { ...told, all };
    },
  };
};

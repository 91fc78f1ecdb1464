import { afterAll, describe, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { consumersOf, type EventName } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { buildJobCard, buildPart, buildTenant } from "../../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../../../tests/harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const one = async (text: string, values: unknown[]) => (await admin.query(text, values)).rows[0];

describe("completing a job card", () => {
  it("sets the status, issues the invoice, takes the parts, writes the history, and tells it", async () => {
    const tenant = await buildTenant(admin, {});
    const oil = await buildPart(admin, tenant, { onHand: "10", unit: "L", priceMinor: 1250 });
    const card = await buildJobCard(admin, tenant, {
      lines: [
        { kind: "LABOUR", quantity: "1.5" },
        { kind: "PART", part: oil, quantity: "4.5" },
      ],
    });

    const answer = await completeJobCard(contextOf(tenant), { jobCardId: card.jobCardId, idempotencyKey: uuidv7() });

    expect(answer).toMatchObject({ jobCardId: card.jobCardId, totalMinor: card.totalMinor });
    expect(answer.invoiceNumber).toMatch(/^[A-Z0-9]+-\d{4}-00001$/);
    expect(await one("select status, completion_number from job_card where id = $1", [card.jobCardId])).toEqual({
      status: "COMPLETED",
      completion_number: 1,
    });
    expect(await one("select on_hand::text, reserved::text from stock_level where part_id = $1", [oil.partId])).toEqual(
      { on_hand: "5.500", reserved: "0.000" },
    );
    expect(await one("select count(*)::int as n from service_record where job_card_id = $1", [card.jobCardId])).toEqual(
      { n: 1 },
    );
    const events = await admin.query<{ type: EventName; consumers: string[] }>(
      "select type, consumers from outbox_event where run_id = $1 order by type",
      [answer.runId],
    );
    expect(events.rows.map(({ type }) => type)).toEqual([
      "inventory/adjusted",
      "invoice/generated",
      "job-card/completed",
    ]);
    expect(
      await one(
        "select count(*)::int as n from event_delivery d join outbox_event e on e.id = d.event_id where e.run_id = $1",
        [answer.runId],
      ),
    ).toEqual({ n: events.rows.flatMap(({ type }) => [...consumersOf[type]]).length });
    const steps = await admin.query("select name, state from orchestration_step where run_id = $1 order by position", [
      answer.runId,
    ]);
    expect(steps.rows.map(({ name }) => name)).toEqual([
      "prerequisites",
      "parts issued",
      "bay freed",
      "status set",
      "invoice issued",
      "history written",
    ]);
  });

  it("changes nothing when the stock is short, and leaves a FAILED run that says why", async () => {
    const tenant = await buildTenant(admin, {});
    const disc = await buildPart(admin, tenant, { onHand: "1" });
    const card = await buildJobCard(admin, tenant, {
      lines: [{ kind: "PART", part: disc, quantity: "1", reserve: false }],
    });
    await admin.query("update stock_level set on_hand = 0 where part_id = $1", [disc.partId]);
    await admin.query("alter table stock_movement disable trigger stock_movement_immutable");
    await admin.query("delete from stock_movement where part_id = $1", [disc.partId]);
    await admin.query("alter table stock_movement enable trigger stock_movement_immutable");

    const refused = await completeJobCard(contextOf(tenant), {
      jobCardId: card.jobCardId,
      idempotencyKey: uuidv7(),
    }).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(ServiceException);
    expect(refused).toMatchObject({ code: "PREREQUISITES_UNMET", details: { unmet: [{ name: "PARTS_SUFFICIENT" }] } });
    expect(await one("select status from job_card where id = $1", [card.jobCardId])).toEqual({ status: "IN_PROGRESS" });
    for (const table of [
      "invoice",
      "service_record",
      "outbox_event",
      "event_delivery",
      "audit_entry",
      "idempotency_key",
    ]) {
      expect(
        await one(`select count(*)::int as n from ${table} where tenant_id = $1`, [tenant.tenantId]),
        table,
      ).toEqual({ n: 0 });
    }
    expect(
      await one("select state, error_message from orchestration_run where tenant_id = $1", [tenant.tenantId]),
    ).toEqual({
      state: "FAILED",
      error_message: expect.stringContaining("is short"),
    });
  });

  it("gives the same key its first answer, and refuses it for another card", async () => {
    const tenant = await buildTenant(admin, {});
    const lines = [{ kind: "LABOUR" as const, quantity: "1" }];
    const [first, second] = [
      await buildJobCard(admin, tenant, { lines }),
      await buildJobCard(admin, tenant, { lines }),
    ];
    const idempotencyKey = uuidv7();
    const answer = await completeJobCard(contextOf(tenant), { jobCardId: first.jobCardId, idempotencyKey });

    expect(await completeJobCard(contextOf(tenant), { jobCardId: first.jobCardId, idempotencyKey })).toEqual(answer);
    await expect(
      completeJobCard(contextOf(tenant), { jobCardId: second.jobCardId, idempotencyKey }),
    ).rejects.toMatchObject({ code: "KEY_REUSED" });
    expect(await one("select count(*)::int as n from invoice where tenant_id = $1", [tenant.tenantId])).toEqual({
      n: 1,
    });
  });
});

import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { createTemplateInput, type TemplateFields } from "#/domain/template.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { applyTemplate } from "#/server/orchestrators/apply-template.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { changeLabourRate, createLabourRate, removeLabourRate } from "#/server/orchestrators/keep-labour-rates.ts";
import { changeTemplate, createTemplate, removeTemplate } from "#/server/orchestrators/keep-templates.ts";
import * as templates from "#/server/services/templates.ts";
import {
  buildBranch,
  buildCustomerWithVehicle,
  buildJobCard,
  buildPart,
  buildTenant,
} from "../../prisma/seed/builders.ts";
import { airportRoad } from "../../prisma/seed/terms.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const key = () => ({ idempotencyKey: uuidv7() });
const world = async () => {
  const tenant = await buildTenant(admin, {});
  const owner = contextOf(tenant, "owner");
  const { branchId } = tenant;
  const part = await buildPart(admin, tenant, { number: "OX 1232D", name: "Oil filter", onHand: "50" });
  const fields: TemplateFields = {
    name: "Interim service",
    lines: [
      { kind: "LABOUR", description: "Change oil and filter", minutes: 50, rateName: "Mechanical" },
      { kind: "PART", description: "Oil filter", partId: part.partId, quantity: "2" },
    ],
  };
  const card = async (of = tenant) => {
    const customer = await buildCustomerWithVehicle(admin, of, { plate: `P${uuidv7().slice(-6)}` });
    return buildJobCard(admin, of, { customer, lines: [{ kind: "LABOUR" }] });
  };
  const apply = (jobCardId: string, templateId: string, over: { leaveOutUnstocked?: boolean; version?: number } = {}) =>
    applyTemplate(owner, { jobCardId, version: 1, templateId, leaveOutUnstocked: false, ...over, ...key() });
  const linesOf = async (jobCardId: string) =>
    (
      await admin.query(
        `select kind, description, package_title, quantity::text, unit, unit_price_minor::int as price, tax_rate_bp, reserved::text
           from job_line where job_card_id = $1 and removed_at is null order by position`,
        [jobCardId],
      )
    ).rows;
  return { tenant, owner, branchId, part, fields, card, apply, linesOf };
};

test("a template puts its labour and parts on a card as one package, at the prices of its branch now", async () => {
  const { owner, branchId, fields, card, apply, linesOf, part } = await world();
  const template = await createTemplate(owner, { ...fields, ...key() });
  const rate = await createLabourRate(owner, { branchId, name: "Mechanical", priceMinor: 9000, ...key() });
  const { jobCardId } = await card();
  expect(await apply(jobCardId, template.id)).toMatchObject({ version: 2 });
  const [, labour, filter] = await linesOf(jobCardId);
  expect(labour).toMatchObject({
    kind: "LABOUR",
    package_title: "Interim service",
    quantity: "0.833",
    unit: "h",
    price: 9000,
  });
  expect(filter).toMatchObject({ kind: "PART", quantity: "2.000", price: part.priceMinor, reserved: "0.000" });

  // A later price is for later cards; a rate that is gone is the standard one.
  await changeLabourRate(owner, { rateId: rate.id, version: 1, name: "Mechanical", priceMinor: 9900, ...key() });
  const second = await card();
  await apply(second.jobCardId, template.id);
  expect((await linesOf(second.jobCardId))[1]).toMatchObject({ price: 9900 });
  await removeLabourRate(owner, { rateId: rate.id, version: 2, ...key() });
  const third = await card();
  await apply(third.jobCardId, template.id);
  expect((await linesOf(third.jobCardId))[1]).toMatchObject({ price: 7800 });
  expect((await linesOf(jobCardId))[1]).toMatchObject({ price: 9000 });
});

test("a part that the branch does not stock is named and nothing is added, or the rest without it", async () => {
  const { tenant, owner, fields, apply, linesOf } = await world();
  const template = await createTemplate(owner, { ...fields, ...key() });
  const branch = await buildBranch(admin, tenant.tenantId, airportRoad);
  const elsewhere = { ...tenant, branch, branchId: branch.branchId, bays: branch.bays };
  const customer = await buildCustomerWithVehicle(admin, elsewhere, { plate: "AIR 1" });
  const { jobCardId } = await buildJobCard(admin, elsewhere, { customer, lines: [{ kind: "LABOUR" }] });
  await expect(apply(jobCardId, template.id)).rejects.toMatchObject({
    code: "NOT_STOCKED",
    details: { parts: ["Oil filter"] },
    message: expect.stringMatching(/^Airport Road does not stock Oil filter/),
  });
  expect(await linesOf(jobCardId)).toHaveLength(1);
  const offers = await runInTenant(tenant.tenantId, () =>
    templates.cardOffers(readDb(owner), branch.branchId, "inter"),
  );
  expect(offers.templates).toMatchObject([
    { name: "Interim service", lines: 2, minutes: 50, notStocked: ["Oil filter"] },
  ]);
  await apply(jobCardId, template.id, { leaveOutUnstocked: true });
  expect(await linesOf(jobCardId)).toHaveLength(2);
});

test("a stale card, a closed card, another tenant's card or template: nothing is added", async () => {
  const { owner, fields, card, apply, linesOf } = await world();
  const other = await world();
  const template = await createTemplate(owner, { ...fields, ...key() });
  const theirs = await createTemplate(other.owner, { ...other.fields, ...key() });
  const { jobCardId } = await card();
  await expect(apply(jobCardId, template.id, { version: 7 })).rejects.toMatchObject({ code: "STALE_VERSION" });
  await expect(apply(jobCardId, theirs.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(apply((await other.card()).jobCardId, template.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await completeJobCard(owner, { jobCardId, ...key() });
  await expect(apply(jobCardId, template.id, { version: 2 })).rejects.toMatchObject({ code: expect.any(String) });
  expect(await linesOf(jobCardId)).toHaveLength(1);
});

test("a template put on a card while it is being completed is on it whole before, or not at all", async () => {
  const { owner, fields, card, apply, linesOf } = await world();
  const template = await createTemplate(owner, { ...fields, ...key() });
  for (let round = 0; round < rounds(5, 60); round += 1) {
    const { jobCardId } = await card();
    const [applied, completed] = await Promise.allSettled([
      apply(jobCardId, template.id),
      completeJobCard(owner, { jobCardId, ...key() }),
    ]);
    // Its lines are not approved: whoever comes first keeps the other out.
    expect([applied.status, completed.status].sort()).toEqual(["fulfilled", "rejected"]);
    const lines = await linesOf(jobCardId);
    expect(lines).toHaveLength(applied.status === "fulfilled" ? 3 : 1);
    const { rows } = await admin.query<{ lines: number }>(
      "select count(*)::int as lines from invoice_line l join invoice i on i.id = l.invoice_id where i.job_card_id = $1",
      [jobCardId],
    );
    expect(rows[0]?.lines).toBe(applied.status === "fulfilled" ? 0 : 1);
  }
});

test("the same key adds a template once", async () => {
  const { owner, fields, card, linesOf } = await world();
  const template = await createTemplate(owner, { ...fields, ...key() });
  const { jobCardId } = await card();
  const input = { jobCardId, version: 1, templateId: template.id, leaveOutUnstocked: false, ...key() };
  await Promise.all([applyTemplate(owner, input), applyTemplate(owner, input)]);
  expect(await linesOf(jobCardId)).toHaveLength(3);
});

test("templates and rates: one of a name, stale changes refused, others' out of reach, removed whole", async () => {
  const { tenant, owner, branchId, fields, part } = await world();
  const other = await world();
  const template = await createTemplate(owner, { ...fields, name: "Ölwechsel 🚗", ...key() });
  await expect(createTemplate(owner, { ...fields, name: "Ölwechsel 🚗", ...key() })).rejects.toMatchObject({
    code: "DUPLICATE",
    details: { field: "name" },
  });
  const change = { templateId: template.id, ...fields, name: "Oil" };
  await changeTemplate(owner, { ...change, version: 1, ...key() });
  await expect(changeTemplate(owner, { ...change, version: 1, ...key() })).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  await expect(changeTemplate(other.owner, { ...change, version: 2, ...key() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  // Another tenant's part is no part here.
  await expect(createTemplate(other.owner, { ...fields, ...key() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(removeTemplate(owner, { templateId: template.id, version: 1, ...key() })).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  await removeTemplate(owner, { templateId: template.id, version: 2, ...key() });
  expect(await runInTenant(tenant.tenantId, () => templates.list(readDb(owner)))).toEqual([]);

  const rate = await createLabourRate(owner, { branchId, name: "Electrical", priceMinor: 9500, ...key() });
  await expect(
    createLabourRate(owner, { branchId, name: "Electrical", priceMinor: 1, ...key() }),
  ).rejects.toMatchObject({
    code: "DUPLICATE",
  });
  const changed = { rateId: rate.id, name: "Electrical", priceMinor: 9600 };
  await changeLabourRate(owner, { ...changed, version: 1, ...key() });
  await expect(changeLabourRate(owner, { ...changed, version: 1, ...key() })).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  await expect(removeLabourRate(other.owner, { rateId: rate.id, version: 2, ...key() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(
    createLabourRate(owner, { branchId: other.branchId, name: "X", priceMinor: 1, ...key() }),
  ).rejects.toMatchObject({
    code: "NOT_FOUND",
  });

  const refusedAt = (lines: unknown): string[] =>
    createTemplateInput.safeParse({ name: "N", lines }).error?.issues.map(({ path }) => path.join(".")) ?? [];
  expect(refusedAt([])).toEqual(["lines"]);
  expect(refusedAt([{ ...fields.lines[0], minutes: -5 }])).toEqual(["lines.0.minutes"]);
  expect(refusedAt([{ ...fields.lines[0], minutes: 1e12 }])).toEqual(["lines.0.minutes"]);
  expect(refusedAt([{ kind: "PART", description: "x", partId: part.partId, quantity: "-1" }])).toEqual([
    "lines.0.quantity",
  ]);
});

import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { adjustStock, receiveStock } from "#/server/orchestrators/change-stock.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { addPart } from "#/server/orchestrators/stocktaking/add-part.ts";
import { cancelCount, countLine } from "#/server/orchestrators/stocktaking/keep-count.ts";
import { openCount } from "#/server/orchestrators/stocktaking/open-count.ts";
import { postCount } from "#/server/orchestrators/stocktaking/post-count.ts";
import * as views from "#/server/services/stock-count-views.ts";
import { buildJobCard, buildPart } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { openDesk } from "./desk.ts";

const admin = adminPool();
afterAll(() => admin.end());
const key = () => ({ idempotencyKey: uuidv7() });
type Desk = Awaited<ReturnType<typeof openDesk>>;

const open = (desk: Desk, scope: { bin?: string; supplierId?: string; search?: string } = {}) =>
  openCount(desk.owner, { branchId: desk.tenant.branchId, bin: "", supplierId: null, search: "", ...scope, ...key() });
const everything = new Set(["cost.read"] as const);
const read = (desk: Desk, stockCountId: string) =>
  runInTenant(desk.tenant.tenantId, async () => {
    const db = readDb(desk.tenant);
    const { lines } = await views.lines(db, { stockCountId, show: "all", search: "", cursor: null }, everything);
    return {
      ...(await views.byId(db, stockCountId, everything)),
      lines,
      byPart: new Map(lines.map((l) => [l.partId, l])),
    };
  });
const count = async (desk: Desk, stockCountId: string, partId: string, counted: string | null, ctx = desk.owner) => {
  const version = (await read(desk, stockCountId)).byPart.get(partId)?.version ?? 1;
  return countLine(ctx, { stockCountId, partId, version, counted, ...key() });
};
const post = async (desk: Desk, stockCountId: string) =>
  postCount(desk.owner, { stockCountId, version: (await read(desk, stockCountId)).version, ...key() });

test("what the books say is hidden until a part is counted, and what moves afterwards is no difference", async () => {
  const desk = await openDesk(admin);
  const { branchId } = desk.tenant;
  const [pads, oil, left] = [
    await buildPart(admin, desk.tenant, { onHand: "6", costMinor: 1500 }),
    await buildPart(admin, desk.tenant, { onHand: "20.5", costMinor: 400 }),
    await buildPart(admin, desk.tenant, { onHand: "3" }),
  ];
  const id = await open(desk);
  const before = await read(desk, id);
  expect(before).toMatchObject({ lines: expect.any(Array), counted: 0, status: "OPEN", differing: 0 });
  expect(before.lines.map(({ expected, differenceMinor }) => [expected, differenceMinor])).toEqual([
    [null, undefined],
    [null, undefined],
    [null, undefined],
  ]);
  // Delivered before it is counted, and after: neither is a difference.
  await receiveStock(desk.owner, { partId: pads.partId, branchId, quantity: "4", reason: "", ...key() });
  await count(desk, id, pads.partId, "8", contextOf(desk.tenant, "technician"));
  await receiveStock(desk.owner, { partId: pads.partId, branchId, quantity: "5", reason: "", ...key() });
  await count(desk, id, oil.partId, "21");
  const seen = await read(desk, id);
  expect(seen.byPart.get(pads.partId)).toMatchObject({
    counted: "8",
    expected: "10",
    differenceMinor: -3000,
    again: null,
  });
  expect(seen).toMatchObject({
    counted: 2,
    differing: 2,
    again: 0,
    short: 0,
    worth: { missingMinor: 3000, overMinor: 200 },
  });

  expect(await post(desk, id)).toEqual([]);
  expect(await desk.level(pads.partId)).toMatchObject({ onHand: 13 });
  expect(await desk.level(oil.partId)).toMatchObject({ onHand: 21 });
  expect(await desk.level(left.partId)).toMatchObject({ onHand: 3 });
  const { rows } = await admin.query(
    "select part_id, on_hand_change::float8 as change, unit_cost_minor::int as cost, reason from stock_movement where stock_count_id = $1 order by change",
    [id],
  );
  expect(rows).toEqual([
    { part_id: pads.partId, change: -2, cost: 1500, reason: "Count 1" },
    { part_id: oil.partId, change: 0.5, cost: 400, reason: "Count 1" },
  ]);
  await expect(count(desk, id, left.partId, "1")).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await expect(post(desk, id)).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  const told = await admin.query("select data->'partIds' as parts from outbox_event where subject_id = $1", [id]);
  expect(told.rows).toHaveLength(1);
});

test("a sheet holds the parts of a place, a supplier or a name, by their place; none is refused in words", async () => {
  const desk = await openDesk(admin);
  const [a, b, c] = [
    await buildPart(admin, desk.tenant, { bin: "B-02", name: "Brake pads" }),
    await buildPart(admin, desk.tenant, { bin: "A-01", name: "Brake disc" }),
    await buildPart(admin, desk.tenant, { bin: "", name: "Coolant" }),
  ];
  await desk.boughtThere(c);
  const on = async (scope: Parameters<typeof open>[1]) =>
    (await read(desk, await open(desk, scope))).lines.map(({ partId }) => partId);
  expect(await on({})).toEqual([b.partId, a.partId, c.partId]);
  expect(await on({ bin: "b-" })).toEqual([a.partId]);
  expect(await on({ search: "brake" })).toEqual([b.partId, a.partId]);
  expect(await on({ supplierId: desk.supplier.id })).toEqual([c.partId]);
  await expect(open(desk, { search: "100%_" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("a part that is found and not on the sheet is put there by whoever counts, once, and is posted like any other", async () => {
  const desk = await openDesk(admin);
  const here = await buildPart(admin, desk.tenant, { bin: "B-02", onHand: "2" });
  const elsewhere = await buildPart(admin, desk.tenant, { bin: "C-07", onHand: "3", costMinor: 900 });
  const never = { partId: uuidv7() };
  await admin.query(
    "insert into part (tenant_id, id, number, name, unit) values ($1, $2, 'NEVER-1', 'Never stocked', '')",
    [desk.tenant.tenantId, never.partId],
  );
  const id = await open(desk, { bin: "B-" });
  const technician = contextOf(desk.tenant, "technician");
  const add = (partId: string) => addPart(technician, { stockCountId: id, partId, ...key() });

  await Promise.all([add(elsewhere.partId), add(elsewhere.partId), add(never.partId), add(here.partId)]);
  const sheet = await read(desk, id);
  expect(sheet.lines.map(({ position }) => position)).toEqual([1, 2, 3]);
  expect(sheet.lines[0]?.partId).toBe(here.partId);
  expect(new Set(sheet.lines.map(({ partId }) => partId)).size).toBe(3);
  // Nothing of it is posted yet, so what was looked through still is what would be posted.
  expect(sheet.version).toBe(1);
  const { rowCount } = await admin.query(
    "select 1 from audit_entry where tenant_id = $1 and action = 'stock-count.part-added'",
    [desk.tenant.tenantId],
  );
  expect(rowCount).toBe(2);

  await count(desk, id, elsewhere.partId, "4", technician);
  await count(desk, id, never.partId, "2", technician);
  expect((await read(desk, id)).byPart.get(never.partId)).toMatchObject({ counted: "2", expected: "0" });
  await post(desk, id);
  expect(await desk.level(elsewhere.partId)).toMatchObject({ onHand: 4 });
  expect(await desk.level(never.partId)).toMatchObject({ onHand: 2, reserved: 0 });
  await expect(add(elsewhere.partId)).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });

  const other = await openDesk(admin);
  const foreign = await buildPart(admin, other.tenant, {});
  const next = await open(desk);
  await expect(addPart(desk.owner, { stockCountId: next, partId: foreign.partId, ...key() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(addPart(other.owner, { stockCountId: next, partId: foreign.partId, ...key() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("two who count one part at once: one figure stands, the other is told whose", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, { onHand: "6" });
  const id = await open(desk);
  const of = { stockCountId: id, partId: part.partId, version: 1 };
  const done = await Promise.allSettled([
    countLine(desk.owner, { ...of, counted: "5", ...key() }),
    countLine(contextOf(desk.tenant, "technician"), { ...of, counted: "4", ...key() }),
  ]);
  expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const failed = done.find(({ status }) => status === "rejected");
  expect(failed).toMatchObject({ reason: { code: "STALE_VERSION" } });
  const line = (await read(desk, id)).byPart.get(part.partId);
  expect(line?.version).toBe(2);
  await count(desk, id, part.partId, null);
  expect((await read(desk, id)).byPart.get(part.partId)).toMatchObject({ counted: null, expected: null });
});

test("what was counted since it was looked through, corrected by hand, or has left since, is not posted over", async () => {
  const desk = await openDesk(admin);
  const { branchId } = desk.tenant;
  const [corrected, left] = [
    await buildPart(admin, desk.tenant, { onHand: "6", name: "Bulb" }),
    await buildPart(admin, desk.tenant, { onHand: "5", name: "Fuse" }),
  ];
  const id = await open(desk);
  await expect(post(desk, id)).rejects.toMatchObject({ code: "PREREQUISITES_UNMET" });
  await count(desk, id, corrected.partId, "4");
  const { version } = await read(desk, id);
  await count(desk, id, left.partId, "1");
  await expect(postCount(desk.owner, { stockCountId: id, version, ...key() })).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  await adjustStock(desk.owner, { partId: corrected.partId, branchId, change: "-2", reason: "Counted", ...key() });
  const card = await buildJobCard(admin, desk.tenant, {
    status: "IN_PROGRESS",
    lines: [{ kind: "PART", part: left, quantity: "3" }],
  });
  await completeJobCard(desk.owner, { jobCardId: card.jobCardId, ...key() });
  const seen = await read(desk, id);
  expect([seen.byPart.get(corrected.partId)?.again, seen.byPart.get(left.partId)?.again]).toEqual([
    "CORRECTED",
    "GONE",
  ]);
  await expect(post(desk, id)).rejects.toMatchObject({
    code: "PREREQUISITES_UNMET",
    message: expect.stringMatching(
      /(?=.*Count Bulb \(\S+\) again: it was corrected)(?=.*Count Fuse \(\S+\) again: it has left)/s,
    ),
  });
  expect(await desk.level(left.partId)).toMatchObject({ onHand: 2 });
  await count(desk, id, corrected.partId, "4");
  await count(desk, id, left.partId, "2");
  await post(desk, id);
  expect(await desk.level(corrected.partId)).toMatchObject({ onHand: 4 });
});

test("fewer there than cards hold: the card opened last lets go first and is short, and nothing falls below zero", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, { onHand: "7", name: "Water pump" });
  const wants = { status: "IN_PROGRESS", lines: [{ kind: "PART", part, quantity: "3" }] } as const;
  const [first, second] = [
    await buildJobCard(admin, desk.tenant, wants),
    await buildJobCard(admin, desk.tenant, wants),
  ];
  const id = await open(desk);
  await count(desk, id, part.partId, "4");
  expect(await read(desk, id)).toMatchObject({ short: 1 });
  expect((await read(desk, id)).byPart.get(part.partId)?.release).toBe("2");
  expect(await post(desk, id)).toEqual([expect.objectContaining({ jobCardId: second.jobCardId })]);
  expect(await desk.level(part.partId)).toMatchObject({ onHand: 4, reserved: 4 });
  const { rows } = await admin.query(
    "select job_card_id as id, reserved::float8 from job_line where part_id = $1 order by 2",
    [part.partId],
  );
  expect(rows).toEqual([
    { id: second.jobCardId, reserved: 1 },
    { id: first.jobCardId, reserved: 3 },
  ]);
});

test("one post sent twice, and by two at once, moves once; a cancelled count moves nothing", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, { onHand: "7" });
  const id = await open(desk);
  await count(desk, id, part.partId, "5");
  const { version } = await read(desk, id);
  const same = { stockCountId: id, version, ...key() };
  const done = await Promise.allSettled([
    postCount(desk.owner, same),
    postCount(desk.owner, same),
    postCount(contextOf(desk.tenant, "admin"), { stockCountId: id, version, ...key() }),
  ]);
  expect(done.some(({ status }) => status === "fulfilled")).toBe(true);
  expect(await desk.level(part.partId)).toMatchObject({ onHand: 5 });
  const other = await open(desk);
  await count(desk, other, part.partId, "0");
  await cancelCount(desk.owner, { stockCountId: other, version: (await read(desk, other)).version, ...key() });
  expect(await desk.level(part.partId)).toMatchObject({ onHand: 5 });
  const stranger = await openDesk(admin);
  await expect(
    countLine(stranger.owner, { stockCountId: other, partId: part.partId, version: 2, counted: "1", ...key() }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

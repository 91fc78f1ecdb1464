import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { stockMovementKinds } from "#/domain/part.ts";
import { approveJobCard } from "#/server/orchestrators/approve-job-card.ts";
import { adjustStock, receiveStock } from "#/server/orchestrators/change-stock.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { issueCreditNote } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { draftLow, draftPart } from "#/server/orchestrators/procurement/draft-orders.ts";
import {
  receiveTransfer,
  requestTransfer,
  sendTransfer,
} from "#/server/orchestrators/procurement/move-between-branches.ts";
import { createReturn, sendReturn } from "#/server/orchestrators/procurement/return-to-supplier.ts";
import { cancelCount, countLine } from "#/server/orchestrators/stocktaking/keep-count.ts";
import { openCount } from "#/server/orchestrators/stocktaking/open-count.ts";
import { postCount } from "#/server/orchestrators/stocktaking/post-count.ts";
import { type BuiltPart, buildBranch, buildJobCard, buildPart } from "../../prisma/seed/builders.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import { openDesk } from "./desk.ts";

const admin = adminPool();
afterAll(() => admin.end());
const key = () => ({ idempotencyKey: uuidv7() });

type Step =
  | { readonly do: "card"; readonly part: number; readonly quantity: number }
  | { readonly do: "approve" | "complete" | "send" | "return"; readonly pick: number }
  | { readonly do: "receive"; readonly pick: number; readonly share: number; readonly cost: number }
  | { readonly do: "take-in" | "count"; readonly part: number; readonly quantity: number }
  | { readonly do: "order"; readonly part: number; readonly quantity: number }
  | { readonly do: "reorder" | "sheet" }
  | { readonly do: "send-back"; readonly part: number; readonly quantity: number }
  | { readonly do: "ask"; readonly part: number; readonly quantity: number; readonly back: boolean }
  | { readonly do: "dispatch" | "arrive"; readonly pick: number; readonly quantity: number; readonly lost: boolean }
  | { readonly do: "tally"; readonly pick: number; readonly part: number; readonly quantity: number }
  | { readonly do: "post" | "drop"; readonly pick: number };

const part = fc.nat({ max: 1 });
const quantity = fc.integer({ min: 1, max: 6 });
const pick = fc.nat({ max: 7 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("card" as const), part, quantity }),
  fc.record({ do: fc.constantFrom("approve" as const, "complete" as const, "send" as const, "return" as const), pick }),
  fc.record({ do: fc.constant("receive" as const), pick, share: quantity, cost: fc.nat({ max: 3000 }) }),
  fc.record({ do: fc.constantFrom("take-in" as const, "count" as const), part, quantity }),
  fc.record({ do: fc.constant("order" as const), part, quantity }),
  fc.record({ do: fc.constantFrom("reorder" as const, "sheet" as const) }),
  fc.record({ do: fc.constant("send-back" as const), part, quantity }),
  fc.record({ do: fc.constant("ask" as const), part, quantity, back: fc.boolean() }),
  fc.record({ do: fc.constantFrom("dispatch" as const, "arrive" as const), pick, quantity, lost: fc.boolean() }),
  fc.record({ do: fc.constant("tally" as const), pick, part, quantity: fc.nat({ max: 6 }) }),
  fc.record({ do: fc.constantFrom("post" as const, "post" as const, "drop" as const), pick }),
);

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** What happened so far that others may go on with. */
type World = {
  readonly parts: readonly BuiltPart[];
  /** The branch that parts go to and come back from. */
  readonly away: string;
  readonly cards: { jobCardId: string; lineId: string; invoiceId: string | null }[];
};

const at = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % Math.max(1, items.length)];
const ordersOf = async ({ tenant }: Desk, statuses: readonly string[]): Promise<string[]> =>
  (
    await admin.query<{ id: string }>(
      "select id from purchase_order where tenant_id = $1 and status::text = any($2) order by number",
      [tenant.tenantId, statuses],
    )
  ).rows.map(({ id }) => id);

const kindsOf = async ({ tenant }: Desk): Promise<string[]> =>
  (
    await admin.query<{ kind: string }>("select distinct kind::text from stock_movement where tenant_id = $1", [
      tenant.tenantId,
    ])
  ).rows.map(({ kind }) => kind);

const countsOf = async ({ tenant }: Desk): Promise<string[]> =>
  (
    await admin.query<{ id: string }>(
      "select id from stock_count where tenant_id = $1 and status = 'OPEN' order by number",
      [tenant.tenantId],
    )
  ).rows.map(({ id }) => id);

const carryOut = async (desk: Desk, world: World, given: Step): Promise<unknown> => {
  const { owner, tenant } = desk;
  const place = { branchId: tenant.branchId };
  switch (given.do) {
    case "card": {
      const wanted = at(world.parts, given.part);
      if (wanted === undefined) return;
      const card = await buildJobCard(admin, tenant, {
        status: "IN_PROGRESS",
        authorised: false,
        lines: [{ kind: "PART", part: wanted, quantity: String(given.quantity) }],
      });
      const index = world.cards.push({ jobCardId: card.jobCardId, lineId: card.lineIds[0] ?? "", invoiceId: null });
      return carryOut(desk, world, { do: "approve", pick: index - 1 });
    }
    case "approve": {
      const card = at(world.cards, given.pick);
      if (card === undefined) return;
      const { rows } = await admin.query<{ version: number }>("select version from job_card where id = $1", [
        card.jobCardId,
      ]);
      const { rows: lines } = await admin.query<{ total: number }>(
        "select round(quantity * unit_price_minor * (1 + tax_rate_bp / 10000.0))::int as total from job_line where id = $1",
        [card.lineId],
      );
      return approveJobCard(owner, {
        jobCardId: card.jobCardId,
        version: rows[0]?.version ?? 1,
        lineIds: [card.lineId],
        givenBy: "Priya Raman",
        method: "PHONE",
        totalMinor: lines[0]?.total ?? 0,
        note: "",
        ...key(),
      });
    }
    case "complete": {
      const card = at(world.cards, given.pick);
      if (card === undefined) return;
      const done = await completeJobCard(owner, { jobCardId: card.jobCardId, ...key() });
      card.invoiceId = done.invoiceId;
      return;
    }
    case "return": {
      const card = at(world.cards, given.pick);
      if (card === undefined || card.invoiceId === null) return;
      const lines = [{ position: 1, quantity: "1", stock: "SHELF" as const }];
      return issueCreditNote(owner, {
        invoiceId: card.invoiceId,
        reason: "Not fitted",
        credit: { by: "lines", lines },
        ...key(),
      });
    }
    case "take-in":
    case "count": {
      const wanted = at(world.parts, given.part);
      if (wanted === undefined) return;
      const of = { ...place, partId: wanted.partId, ...key() };
      return given.do === "take-in"
        ? receiveStock(owner, { ...of, quantity: String(given.quantity), reason: "" })
        : adjustStock(owner, { ...of, change: String(-given.quantity), reason: "Counted" });
    }
    case "order": {
      const wanted = at(world.parts, given.part);
      if (wanted === undefined) return;
      return draftPart(owner, { ...place, partId: wanted.partId, quantity: String(given.quantity), ...key() });
    }
    case "send-back": {
      const wanted = at(world.parts, given.part);
      if (wanted === undefined) return;
      const line = { partId: wanted.partId, quantity: String(given.quantity), unitCostMinor: 700 };
      const supplierReturnId = await createReturn(owner, {
        ...{ ...place, supplierId: desk.supplier.id, reason: "Not needed" },
        lines: [{ ...line, source: { from: "SHELF" } }],
        ...key(),
      });
      return sendReturn(owner, { supplierReturnId, version: 1, ...key() });
    }
    case "ask": {
      const wanted = at(world.parts, given.part);
      if (wanted === undefined) return;
      const [from, to] = given.back ? [world.away, tenant.branchId] : [tenant.branchId, world.away];
      const lines = [{ partId: wanted.partId, quantity: String(given.quantity) }];
      const wish = { fromBranchId: from, toBranchId: to, note: "", lines, worksAt: [] };
      const stockTransferId = await requestTransfer(owner, { ...wish, ...key() });
      // What is refused now may leave later.
      return sendTransfer(owner, { stockTransferId, version: 1, lines, worksAt: [], ...key() });
    }
    case "dispatch":
    case "arrive": {
      const statuses = given.do === "dispatch" ? ["REQUESTED"] : ["SENT", "PART_RECEIVED"];
      const { rows } = await admin.query<{ stockTransferId: string; version: number; partId: string; left: number }>(
        `select t.id as "stockTransferId", t.version, l.part_id as "partId", (l.sent - l.received)::int as left
           from stock_transfer t join stock_transfer_line l on l.tenant_id = t.tenant_id and l.stock_transfer_id = t.id
          where t.tenant_id = $1 and t.status::text = any($2) order by t.number`,
        [tenant.tenantId, statuses],
      );
      const found = at(rows, given.pick);
      if (found === undefined) return;
      const { partId, left, ...transfer } = found;
      const quantity = given.do === "dispatch" ? given.quantity : Math.min(given.quantity, left);
      const line = { partId, quantity: String(quantity) };
      const of = { ...transfer, worksAt: [], ...key() };
      if (given.do === "dispatch") return sendTransfer(owner, { ...of, lines: [line] });
      const missingReason = given.lost ? "Lost" : null;
      return receiveTransfer(owner, { ...of, lines: [{ ...line, unitCostMinor: null }], missingReason });
    }
    case "sheet":
      return openCount(owner, { ...place, bin: "", supplierId: null, search: "", ...key() });
    case "tally": {
      const wanted = at(world.parts, given.part);
      if (wanted === undefined) return;
      const stockCountId =
        at(await countsOf(desk), given.pick) ??
        (await openCount(owner, { ...place, bin: "", supplierId: null, search: "", ...key() }));
      const { rows } = await admin.query<{ version: number }>(
        "select version from stock_count_line where stock_count_id = $1 and part_id = $2",
        [stockCountId, wanted.partId],
      );
      const line = { stockCountId, partId: wanted.partId, version: rows[0]?.version ?? 1 };
      return countLine(owner, { ...line, counted: String(given.quantity), ...key() });
    }
    case "post":
    case "drop": {
      const stockCountId = at(await countsOf(desk), given.pick);
      if (stockCountId === undefined) return;
      const { rows } = await admin.query<{ version: number }>("select version from stock_count where id = $1", [
        stockCountId,
      ]);
      const input = { stockCountId, version: rows[0]?.version ?? 1, ...key() };
      return given.do === "post" ? postCount(owner, input) : cancelCount(owner, input);
    }
    case "reorder":
      return draftLow(owner, { ...place, ...key() });
    case "send": {
      const order = at(await ordersOf(desk, ["DRAFT"]), given.pick);
      return order === undefined ? undefined : desk.send(order);
    }
    case "receive": {
      const order = at(await ordersOf(desk, ["SENT", "PART_RECEIVED"]), given.pick);
      if (order === undefined) return;
      const { lines } = await desk.order(order);
      return desk.receive(
        order,
        lines.map(({ partId }) => ({ partId, quantity: String(given.share), unitCostMinor: given.cost })),
      );
    }
  }
};

/** What I2 says of this tenant, asked by a model of its own: sums in TypeScript over all that was written. */
const expectWhole = async ({ tenant: { tenantId } }: Desk): Promise<void> => {
  const { rows: levels } = await admin.query<{ id: string; onHand: number; reserved: number }>(
    `select branch_id || ' ' || part_id as id, (on_hand * 1000)::int as "onHand", (reserved * 1000)::int as reserved from stock_level where tenant_id = $1`,
    [tenantId],
  );
  const { rows: movements } = await admin.query<
    Record<"id" | "receipt", string> & Record<"hand" | "held" | "handAfter" | "heldAfter", number>
  >(
    `select branch_id || ' ' || part_id as id, goods_receipt_id as receipt, (on_hand_change * 1000)::int as hand, (reserved_change * 1000)::int as held,
            (on_hand_after * 1000)::int as "handAfter", (reserved_after * 1000)::int as "heldAfter" from stock_movement where tenant_id = $1 order by id`,
    [tenantId],
  );
  for (const { id, onHand, reserved } of levels) {
    const own = movements.filter((movement) => movement.id === id);
    expect(own.reduce((sum, { hand }) => sum + hand, 0)).toBe(onHand);
    expect(own.reduce((sum, { held }) => sum + held, 0)).toBe(reserved);
    expect(own.every(({ handAfter, heldAfter }) => handAfter >= heldAfter && heldAfter >= 0)).toBe(true);
    expect(reserved).toBeLessThanOrEqual(onHand);
  }
  const { rows: orders } = await admin.query<{ received: string; came: string; moved: string }>(
    `select (select coalesce(sum(received), 0) from purchase_order_line where tenant_id = $1)::text as received,
            (select coalesce(sum(quantity), 0) from goods_receipt_line where tenant_id = $1)::text as came,
            (select coalesce(sum(on_hand_change), 0) from stock_movement where tenant_id = $1 and goods_receipt_id is not null)::text as moved`,
    [tenantId],
  );
  const [{ received, came, moved } = { received: "", came: "", moved: "" }] = orders;
  expect([Number(came), Number(moved)]).toEqual([Number(received), Number(received)]);
  const { rows: onTheRoad } = await admin.query<{ out: number; into: number; sent: number; received: number }>(
    `select (select coalesce(-sum(on_hand_change), 0)::int from stock_movement where tenant_id = $1 and kind = 'TRANSFER_OUT') as out,
            (select coalesce(sum(on_hand_change), 0)::int from stock_movement where tenant_id = $1 and kind = 'TRANSFER_IN') as into,
            coalesce(sum(sent), 0)::int as sent, coalesce(sum(received), 0)::int as received
       from stock_transfer_line where tenant_id = $1`,
    [tenantId],
  );
  const [road] = onTheRoad;
  expect([road?.out, road?.into]).toEqual([road?.sent, road?.received]);
  const { rows: back } = await admin.query<{ left: string; said: string }>(
    `select (select coalesce(-sum(on_hand_change), 0)::float8 from stock_movement where tenant_id = $1 and kind = 'SUPPLIER_RETURN') as left,
            (select coalesce(sum(l.quantity), 0)::float8 from supplier_return_line l join supplier_return r on r.tenant_id = l.tenant_id and r.id = l.supplier_return_id
              where r.tenant_id = $1 and r.status = 'SENT') as said`,
    [tenantId],
  );
  expect(back[0]?.left).toBe(back[0]?.said);
  const { rows: unsettled } = await admin.query(
    `select l.part_id from stock_count n join stock_count_line l on l.tenant_id = n.tenant_id and l.stock_count_id = n.id
      where n.tenant_id = $1
        and case when n.status = 'POSTED' then coalesce(l.counted - l.expected, 0) else 0 end
            <> (select coalesce(sum(m.on_hand_change), 0) from stock_movement m
                 where m.tenant_id = n.tenant_id and m.stock_count_id = n.id and m.part_id = l.part_id)`,
    [tenantId],
  );
  expect(unsettled).toEqual([]);
  const { rows: drafts } = await admin.query(
    "select 1 from purchase_order where tenant_id = $1 and status = 'DRAFT' group by branch_id, supplier_id having count(*) > 1",
    [tenantId],
  );
  expect(drafts).toEqual([]);
};

test("whatever is held, issued, ordered, received, returned, counted, moved between branches and sent back at once, the ledger is the level", {
  timeout: rounds(240_000, 3_600_000),
}, async () => {
  const figures = rounds({ numRuns: 5, steps: 60, atOnce: 3 }, { numRuns: 200, steps: 100, atOnce: 4 });
  let asked = 0;
  let done = 0;
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: figures.atOnce }), {
        minLength: Math.floor(figures.steps / figures.atOnce),
        maxLength: Math.floor(figures.steps / figures.atOnce),
      }),
      async (moments) => {
        const desk = await openDesk(admin);
        const { branchId: away } = await buildBranch(admin, desk.tenant.tenantId, {
          ...desk.tenant.branch,
          ...{ name: "Away", invoicePrefix: "AW", bayKinds: [] },
        });
        const world: World = {
          away,
          parts: [
            await buildPart(admin, desk.tenant, { onHand: "12", reorderPoint: "2" }),
            await buildPart(admin, desk.tenant, { onHand: "4", reorderPoint: "0" }),
          ],
          cards: [],
        };
        for (const each of world.parts) await desk.boughtThere(each);
        for (const moment of moments) {
          const ended = await Promise.allSettled(moment.map((given) => carryOut(desk, world, given)));
          asked += ended.length;
          for (const outcome of ended)
            if (outcome.status === "fulfilled") done += 1;
            // Refused in words is an answer; anything else is a fault.
            else if (!(outcome.reason instanceof ServiceException)) throw outcome.reason;
            else if (outcome.reason.code === "INTERNAL") throw outcome.reason;
        }
        await expectWhole(desk);
        for (const kind of await kindsOf(desk)) kinds.add(kind);
      },
    ),
    { numRuns: figures.numRuns },
  );
  expect(done).toBeGreaterThan(asked / 4);
  // Few steps may miss one; at night a history without each of them would say nothing.
  expect([...kinds].sort()).toEqual([...rounds<readonly string[]>([...kinds], stockMovementKinds)].sort());
});

import { writeCore } from "./cores.ts";
import type { CataloguePart } from "./data/parts.ts";
import { dayMs, decimal, type Garage, price, type SeedPart, type SeedTenant } from "./garage.ts";
import { seededRandom } from "./random.ts";
import type { Sheet } from "./sheet.ts";

const suppliers = [
  {
    key: "marlow",
    name: "Marlow Parts",
    email: "orders@marlow-parts.example",
    phone: "020 7946 0311",
    account: "NM-4471",
  },
  { key: "oils", name: "Harbour Oils", email: "sales@harbour-oils.example", phone: "020 7946 0127", account: "" },
  { key: "tyres", name: "Tyreline", email: null, phone: "020 7946 0680", account: "88120" },
] as const;
export type SupplierKey = (typeof suppliers)[number]["key"];

const supplierOf = ({ bin, unit }: CataloguePart): SupplierKey =>
  bin.startsWith("T-") ? "tyres" : unit === "L" || unit === "kg" ? "oils" : "marlow";

type Line = { part: SeedPart; quantity: number; received: number };
type Order = {
  id: string;
  garage: Garage;
  supplier: SupplierKey;
  at: Date;
  receiptId: string | null;
  status: "DRAFT" | "SENT" | "PART_RECEIVED" | "RECEIVED" | "CLOSED";
  lines: Line[];
};

/** Deliveries of these last days came by an order; those before are told by their reason alone. */
const orderedDays = 40;
/** What is on its way, by key and pieces. Other parts that are short wait for somebody to order them. */
const coming = { sent: { "water-pump": 4, "shock-rear": 4, "pads-front": 6 }, draft: { "tyre-225": 10 } } as const;
/** Has not come with the last delivery. */
const outstanding = "rocker-gasket";

export type Procurement = {
  supplierIdOf(part: CataloguePart): string;
  supplierId(key: SupplierKey): string;
  /** The receipt that a delivery came by; null of one that is long ago, or that came twice in a day. */
  delivered(garage: Garage, part: SeedPart, at: Date, quantity: number): string | null;
  write(garages: readonly Garage[]): void;
};

/** Suppliers of a tenant, the orders behind its last deliveries, and what is drafted and on its way today. */
export function newProcurement(sheet: Sheet, tenant: SeedTenant, since: Date, now: Date): Procurement {
  // Its own row of chances for each tenant, so that the rest of the demo is told as before, and no two have an id in common.
  const random = seededRandom(Number.parseInt(tenant.id.slice(-8), 16));
  const ids = new Map<string, string>(suppliers.map(({ key }) => [key, random.id(since)]));
  const idOf = (key: SupplierKey): string => ids.get(key) ?? "";
  for (const { key, name, email, phone, account } of suppliers)
    sheet.add("supplier", {
      tenant_id: tenant.id,
      id: idOf(key),
      name,
      email,
      phone,
      address_lines: ["Unit 4, Quay Trade Park", "Whitstable CT5 3QT"],
      account_number: account,
      created_at: since,
    });
  const orders = new Map<string, Order>();
  return {
    supplierIdOf: (part) => idOf(supplierOf(part)),
    supplierId: idOf,
    delivered: (garage, part, at, quantity) => {
      if (at.getTime() < now.getTime() - orderedDays * dayMs) return null;
      const supplier = supplierOf(part);
      const key = `${garage.branch.branchId} ${supplier} ${at.toISOString().slice(0, 10)}`;
      const fresh = (): Order => {
        const status = at.getTime() < now.getTime() - 7 * dayMs ? "CLOSED" : "RECEIVED";
        return { id: random.id(at), garage, supplier, at, receiptId: random.id(at), status, lines: [] };
      };
      const order = orders.get(key) ?? fresh();
      if (order.lines.some((line) => line.part.id === part.id)) return null;
      orders.set(key, order);
      order.lines.push({ part, quantity, received: quantity });
      if (at > order.at) order.at = at;
      return order.receiptId;
    },
    write: (garages) => {
      const told = [...orders.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
      for (const garage of garages) {
        const last = told.findLast((order) => order.garage === garage && order.supplier === "marlow");
        const missing = garage.parts.get(outstanding);
        if (last && missing && !last.lines.some(({ part }) => part.id === missing.id)) {
          last.status = "PART_RECEIVED";
          last.lines.push({ part: missing, quantity: 4000, received: 0 });
        }
        const open = (status: "SENT" | "DRAFT", supplier: SupplierKey, at: Date, wanted: Record<string, number>) =>
          told.push({
            id: random.id(at),
            garage,
            supplier,
            at,
            receiptId: null,
            status,
            lines: Object.entries(wanted).flatMap(([key, pieces]) => {
              const part = garage.parts.get(key);
              return part === undefined ? [] : [{ part, quantity: pieces * 1000, received: 0 }];
            }),
          });
        open("SENT", "marlow", new Date(now.getTime() - 0.8 * dayMs), coming.sent);
        open("DRAFT", "tyres", new Date(now.getTime() - 0.3 * dayMs), coming.draft);
      }
      told.forEach((order, index) => {
        writeOrder(sheet, tenant, order, {
          ...{ supplierId: idOf(order.supplier), number: index + 1, now },
          coreId: (at) => random.id(at),
        });
      });
      sheet.add("number_counter", { tenant_id: tenant.id, kind: "purchase_order", last_number: told.length });
    },
  };
}

function writeOrder(
  sheet: Sheet,
  tenant: SeedTenant,
  { id, garage, supplier, at, receiptId, status, lines }: Order,
  { supplierId, number, now, coreId }: { supplierId: string; number: number; now: Date; coreId: (at: Date) => string },
): void {
  const { branch, desk } = garage;
  const sent = status !== "DRAFT";
  const sentAt = receiptId === null ? at : new Date(at.getTime() - dayMs);
  const closed = status === "CLOSED";
  sheet.add("purchase_order", {
    tenant_id: tenant.id,
    id,
    branch_id: branch.branchId,
    supplier_id: supplierId,
    number,
    status,
    currency: branch.currency,
    note: "",
    expected_on: sent && !closed ? new Date(now.getTime() + 2 * dayMs).toISOString().slice(0, 10) : null,
    created_at: new Date(sentAt.getTime() - dayMs / 8),
    created_by_id: sent ? desk.memberId : null,
    sent_at: sent ? sentAt : null,
    sent_by_id: sent ? desk.memberId : null,
    sent_to: sent ? (suppliers.find(({ key }) => key === supplier)?.email ?? null) : null,
    closed_at: closed ? new Date(at.getTime() + dayMs) : null,
    closed_by_id: closed ? desk.memberId : null,
    closed_reason: closed ? "All of it has come, and its invoice is right." : null,
  });
  lines.forEach(({ part, quantity, received }, index) => {
    sheet.add("purchase_order_line", {
      tenant_id: tenant.id,
      purchase_order_id: id,
      part_id: part.id,
      position: index + 1,
      quantity: decimal(quantity),
      received: decimal(received),
      unit_cost_minor: price(garage, part.costMinor),
    });
  });
  if (receiptId === null) return;
  sheet.add("goods_receipt", {
    tenant_id: tenant.id,
    id: receiptId,
    purchase_order_id: id,
    branch_id: branch.branchId,
    delivery_note: `LS-${40_000 + number}`,
    received_at: at,
    received_by_id: desk.memberId,
  });
  for (const [index, { part, received }] of lines.entries()) {
    if (received === 0) continue;
    sheet.add("goods_receipt_line", {
      tenant_id: tenant.id,
      goods_receipt_id: receiptId,
      position: index + 1,
      part_id: part.id,
      purchase_order_id: id,
      quantity: decimal(received),
      unit_cost_minor: price(garage, part.costMinor),
    });
    if (part.coreMinor > 0)
      writeCore(sheet, tenant, garage, {
        ...{ coreId: coreId(at), supplierId, receiptId, position: index + 1 },
        ...{ part, received, at, now },
      });
  }
}

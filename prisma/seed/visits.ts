import { type LineTotals, type PricedLine, type Totals, totalsOf } from "#/domain/totals.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import type { BuiltMember } from "./build-tenant.ts";
import { type WorkKey, type WorkLine, works } from "./data/work.ts";
import { decimal, type Garage, milli, price, type SeedVehicle } from "./garage.ts";
import type { StockLedger } from "./stock-ledger.ts";

export type Visit = {
  number: number;
  vehicle: SeedVehicle;
  works: readonly WorkKey[];
  complaint: string;
  status: JobCardStatus;
  openedAt: Date;
  statusSince: Date;
  approvedAt: Date | null;
  completedAt: Date | null;
  technician: BuiltMember | null;
  promisedAt: Date;
  waiting: boolean;
  odometerIn: number;
  odometerOut: number | null;
  done: number;
  short: readonly string[];
};
export type VisitLine = PricedLine & {
  id: string;
  kind: "LABOUR" | "PART" | "SUBLET" | "FEE";
  packageTitle: string | null;
  description: string;
  unit: string;
  unitCostMinor: number;
  partKey: string | null;
  partId: string | null;
};
export type WrittenVisit = Visit & {
  jobCardId: string;
  totals: Totals<VisitLine>;
  authorisation: { givenBy: string; method: string; givenAt: Date } | null;
};
export type TotalledLine = VisitLine & LineTotals;

function lineOf(garage: Garage, visit: Visit, title: string, line: WorkLine): VisitLine {
  const { random, branch, parts } = garage;
  const standard = branch.taxRatesBp[0] ?? 0;
  const common = { id: random.id(visit.openedAt), packageTitle: title, discountBp: 0, taxRateBp: standard };
  if (line[0] === "LABOUR") {
    const discountBp = visit.completedAt !== null && random.chance(0.06) ? 1000 : 0;
    return {
      ...common,
      kind: "LABOUR",
      description: line[1],
      quantity: line[2],
      unit: "h",
      unitPriceMinor: branch.labourRateMinor,
      unitCostMinor: 0,
      discountBp,
      partKey: null,
      partId: null,
    };
  }
  if (line[0] === "PART") {
    const part = parts.get(line[1]);
    if (!part) throw new Error(`The catalogue has no part ${line[1]}.`);
    return {
      ...common,
      kind: "PART",
      description: `${part.name}, ${part.number}`,
      quantity: line[2],
      unit: part.unit,
      unitPriceMinor: price(garage, part.priceMinor),
      unitCostMinor: price(garage, part.costMinor),
      partKey: part.key,
      partId: part.id,
    };
  }
  const taxRateBp = line[3] === "untaxed" ? 0 : standard;
  return {
    ...common,
    kind: line[0],
    description: line[1],
    quantity: "1",
    unit: "",
    unitPriceMinor: price(garage, line[2]),
    unitCostMinor: 0,
    taxRateBp,
    partKey: null,
    partId: null,
  };
}

/** The card, its lines and, when approved, the consent and the stock it holds or has taken. */
export function writeVisit(garage: Garage, ledger: StockLedger, visit: Visit): WrittenVisit {
  const { sheet, random, tenant, branch, desk } = garage;
  const jobCardId = random.id(visit.openedAt);
  const totals = totalsOf(
    visit.works.flatMap((key) => works[key].lines.map((line) => lineOf(garage, visit, works[key].title, line))),
    branch,
  );
  const authorisationId = visit.approvedAt === null ? null : random.id(visit.approvedAt);
  const method = random.pick(["IN_PERSON", "PHONE", "PHONE", "EMAIL"] as const);
  sheet.add("job_card", {
    tenant_id: tenant.id,
    id: jobCardId,
    number: visit.number,
    branch_id: branch.branchId,
    customer_id: visit.vehicle.customer.id,
    vehicle_id: visit.vehicle.id,
    technician_id: visit.technician?.memberId ?? null,
    status: visit.status,
    status_since: visit.statusSince,
    complaint: visit.complaint,
    customer_waiting: visit.waiting,
    odometer_in: visit.odometerIn,
    odometer_out: visit.odometerOut,
    promised_at: visit.promisedAt,
    opened_at: visit.openedAt,
    opened_by_id: desk.memberId,
    completed_at: visit.completedAt,
    completed_by_id: visit.completedAt === null ? null : desk.memberId,
    completion_number: visit.completedAt === null ? 0 : 1,
    version: visit.completedAt === null ? 2 : 4,
  });
  if (authorisationId !== null) {
    sheet.add("authorisation", {
      tenant_id: tenant.id,
      id: authorisationId,
      job_card_id: jobCardId,
      given_by: visit.vehicle.customer.name,
      method,
      given_at: visit.approvedAt,
      recorded_by_id: desk.memberId,
      total_minor: totals.totalMinor,
      change_minor: totals.totalMinor,
      note: "",
      lines: totals.lines.map((line) => ({
        lineId: line.id,
        description: line.description,
        quantity: line.quantity,
        totalMinor: line.totalMinor,
      })),
    });
  }
  totals.lines.forEach((line, index) => {
    const done = index < visit.done;
    const quantity = milli(line.quantity);
    const held = visit.approvedAt !== null && line.partKey !== null && !visit.short.includes(line.partKey);
    if (held && line.partKey !== null && visit.approvedAt !== null) {
      ledger.wish(line.partKey, {
        at: visit.approvedAt,
        kind: "RESERVE",
        quantity,
        jobCardId,
        jobLineId: line.id,
        completionNumber: null,
      });
      if (visit.completedAt !== null)
        ledger.wish(line.partKey, {
          at: visit.completedAt,
          kind: "ISSUE",
          quantity,
          jobCardId,
          jobLineId: line.id,
          completionNumber: 1,
        });
    }
    sheet.add("job_line", {
      tenant_id: tenant.id,
      id: line.id,
      job_card_id: jobCardId,
      position: index + 1,
      kind: line.kind,
      package_title: line.packageTitle,
      description: line.description,
      quantity: line.quantity,
      unit: line.unit,
      unit_price_minor: line.unitPriceMinor,
      unit_cost_minor: line.unitCostMinor,
      discount_bp: line.discountBp,
      tax_rate_bp: line.taxRateBp,
      part_id: line.partId,
      technician_id: line.kind === "LABOUR" ? (visit.technician?.memberId ?? null) : null,
      authorisation_id: authorisationId,
      reserved: held && visit.completedAt === null ? decimal(quantity) : "0",
      done_at: done ? (visit.completedAt ?? visit.statusSince) : null,
      done_by_id: done ? (visit.technician?.memberId ?? desk.memberId) : null,
    });
  });
  return {
    ...visit,
    jobCardId,
    totals,
    authorisation:
      visit.approvedAt === null ? null : { givenBy: visit.vehicle.customer.name, method, givenAt: visit.approvedAt },
  };
}

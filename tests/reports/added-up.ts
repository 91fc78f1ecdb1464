import type pg from "pg";
import { quantityMilli } from "#/domain/quantity.ts";
import { isoDateIn } from "#/domain/time.ts";

const nothing = {
  cardsCompleted: 0,
  promised: 0,
  promisesKept: 0,
  orders: 0,
  invoices: 0,
  netMinor: 0,
  labourNetMinor: 0,
  partNetMinor: 0,
  otherNetMinor: 0,
  labourMilli: 0,
  partCostMinor: 0,
  creditNotes: 0,
  creditedNetMinor: 0,
  receivedMinor: 0,
  refundedMinor: 0,
  owedChangeMinor: 0,
  arrivals: 0,
  noShows: 0,
};
export type AddedUp = typeof nothing;

/** Half away from zero, as the database rounds. */
const worth = (milli: number, costMinor: number) => Math.sign(milli) * Math.round((Math.abs(milli) * costMinor) / 1000);

/**
 * The figures of a branch's days by another way: plain rows, read one table at a time and added up in TypeScript, with the
 * rules of `domain/report.ts` written out again.
 */
export const addedUp = async (admin: pg.Pool, branchId: string, zone: string): Promise<Map<string, AddedUp>> => {
  const days = new Map<string, AddedUp>();
  const dayOf = (at: Date): AddedUp => {
    const day = isoDateIn(at, zone);
    const found = days.get(day) ?? { ...nothing };
    days.set(day, found);
    return found;
  };
  const rows = async <Row extends object>(sql: string) => (await admin.query<Row>(sql, [branchId])).rows;

  const credited = new Map<string, { net: number; total: number; milli: number; returned: number }>();
  for (const row of await rows<{
    line: string;
    net: string;
    total: string;
    quantity: string;
    stock: string;
  }>(
    `select l.invoice_id || ' ' || l.invoice_position as line, l.net_minor as net, l.total_minor as total, l.quantity::text as quantity, l.stock
       from credit_note_line l join credit_note c on c.tenant_id = l.tenant_id and c.id = l.credit_note_id where c.branch_id = $1`,
  )) {
    const so = credited.get(row.line) ?? { net: 0, total: 0, milli: 0, returned: 0 };
    const milli = quantityMilli(row.quantity);
    credited.set(row.line, {
      net: so.net + Number(row.net),
      total: so.total + Number(row.total),
      milli: so.milli + milli,
      returned: so.returned + (row.stock === "NONE" ? 0 : milli),
    });
  }
  const invoices = await rows<{
    id: string;
    at: Date;
    net: string;
    total: string;
    completion: number;
    current: number;
    status: string;
    promised: Date | null;
  }>(
    `select i.id, i.issued_at as at, i.net_minor as net, i.total_minor as total, i.completion_number as completion, c.completion_number as current,
            c.status, c.promised_at as promised from invoice i join job_card c on c.id = i.job_card_id where i.branch_id = $1`,
  );
  const standing = new Map<string, Date>();
  for (const { id, at, net, total, completion, current, status, promised } of invoices) {
    const day = dayOf(at);
    day.invoices += 1;
    day.netMinor += Number(net);
    day.owedChangeMinor += Number(total);
    if (completion !== current || !["COMPLETED", "COLLECTED"].includes(status)) continue;
    standing.set(id, at);
    day.cardsCompleted += 1;
    if (promised !== null) day.promised += 1;
    if (promised !== null && at <= promised) day.promisesKept += 1;
    const gone = [...credited].reduce((sum, [line, { total: taken }]) => sum + (line.startsWith(id) ? taken : 0), 0);
    if (Number(total) === 0 || gone < Number(total)) day.orders += 1;
  }
  for (const row of await rows<{
    invoice: string;
    line: string;
    kind: string;
    net: string;
    quantity: string;
    cost: string;
  }>(
    `select l.invoice_id as invoice, l.invoice_id || ' ' || l.position as line, l.kind, l.net_minor as net, l.quantity::text as quantity,
            j.unit_cost_minor as cost from invoice_line l join invoice i on i.id = l.invoice_id join job_line j on j.id = l.job_line_id where i.branch_id = $1`,
  )) {
    const at = standing.get(row.invoice);
    if (at === undefined) continue;
    const day = dayOf(at);
    const so = credited.get(row.line) ?? { net: 0, milli: 0, returned: 0 };
    const net = Number(row.net) - so.net;
    const milli = quantityMilli(row.quantity);
    if (row.kind === "LABOUR") {
      day.labourNetMinor += net;
      day.labourMilli += milli - so.milli;
    } else if (row.kind === "PART") {
      day.partNetMinor += net;
      day.partCostMinor += worth(milli - so.returned, Number(row.cost));
    } else day.otherNetMinor += net;
  }
  for (const row of await rows<{ at: Date; net: string; total: string }>(
    "select issued_at as at, net_minor as net, total_minor as total from credit_note where branch_id = $1",
  )) {
    const day = dayOf(row.at);
    day.creditNotes += 1;
    day.creditedNetMinor += Number(row.net);
    day.owedChangeMinor -= Number(row.total);
  }
  for (const row of await rows<{ at: Date; amount: string }>(
    "select received_at as at, amount_minor as amount from payment where branch_id = $1 and state = 'CAPTURED'",
  ))
    dayOf(row.at).receivedMinor += Number(row.amount);
  for (const row of await rows<{ at: Date; amount: string }>(
    "select settled_at as at, amount_minor as amount from refund where branch_id = $1 and state = 'SUCCEEDED'",
  ))
    dayOf(row.at).refundedMinor += Number(row.amount);
  for (const row of await rows<{ at: Date; amount: string }>(
    "select a.created_at as at, a.amount_minor as amount from payment_allocation a join payment p on p.id = a.payment_id where p.branch_id = $1",
  ))
    dayOf(row.at).owedChangeMinor -= Number(row.amount);
  for (const row of await rows<{ at: Date; state: string }>(
    "select starts_at as at, state::text as state from appointment where branch_id = $1 and starts_at is not null",
  )) {
    if (row.state === "CHECKED_IN") dayOf(row.at).arrivals += 1;
    if (row.state === "NO_SHOW") dayOf(row.at).noShows += 1;
  }
  return days;
};

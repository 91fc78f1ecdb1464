import { notFound } from "#/domain/errors.ts";
import { type InvoiceParties, invoiceParties } from "#/domain/invoice.ts";
import type { JobLineKind } from "#/domain/job-card.ts";
import type { PaymentMethod, PaymentState } from "#/domain/payment.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { RoundingRule, TaxMode, TaxTotal } from "#/domain/totals.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type NewInvoice = {
  readonly id: string;
  readonly branchId: string;
  readonly jobCardId: string;
  readonly completionNumber: number;
  readonly customerId: string;
  readonly vehicleId: string;
  /** `NM-2026`; the number is the series and five digits or more. */
  readonly series: string;
  readonly currency: string;
  readonly taxMode: TaxMode;
  readonly roundingRule: RoundingRule;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly taxes: readonly TaxTotal[];
  readonly parties: InvoiceParties;
  /** Calendar dates of the branch. */
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly lines: readonly {
    readonly jobLineId: string;
    readonly kind: JobLineKind;
    readonly packageTitle: string | null;
    readonly description: string;
    readonly quantity: string;
    readonly unit: string;
    readonly unitPriceMinor: number;
    readonly discountMinor: number;
    readonly taxRateBp: number;
    readonly netMinor: number;
    readonly taxMinor: number;
    readonly totalMinor: number;
  }[];
};

/**
 * Writes an invoice with its lines under the next number of its series, in one statement. The counter's
 * row is held until the commit, which makes the numbers gapless; so this comes late in a transaction.
 */
export const insert = async (tx: Tx, invoice: NewInvoice): Promise<string> => {
  const lines = invoice.lines.map((line, index) => ({ ...line, position: index + 1 }));
  const [row] = await tx.client.$queryRaw<{ number: string }[]>`
    with counter as (
      insert into invoice_counter (tenant_id, series, last_number) values (${tx.tenantId}::uuid, ${invoice.series}, 1)
      on conflict (tenant_id, series) do update set last_number = invoice_counter.last_number + 1
      returning last_number, lpad(last_number::text, greatest(5, length(last_number::text)), '0') as digits
    ), issued as (
      insert into invoice (tenant_id, id, branch_id, job_card_id, completion_number, customer_id, vehicle_id, series, sequence, number,
                           currency, tax_mode, rounding_rule, net_minor, tax_minor, total_minor, taxes, parties, issued_at, issued_on, due_on)
      select ${tx.tenantId}::uuid, ${invoice.id}::uuid, ${invoice.branchId}::uuid, ${invoice.jobCardId}::uuid, ${invoice.completionNumber}::int,
             ${invoice.customerId}::uuid, ${invoice.vehicleId}::uuid, ${invoice.series}, last_number, ${invoice.series} || '-' || digits,
             ${invoice.currency}, ${invoice.taxMode}::tax_mode, ${invoice.roundingRule}::rounding_rule, ${invoice.netMinor}::bigint,
             ${invoice.taxMinor}::bigint, ${invoice.totalMinor}::bigint, ${JSON.stringify(invoice.taxes)}::jsonb,
             ${JSON.stringify(invoice.parties)}::jsonb, ${tx.now}, ${invoice.issuedOn}::date, ${invoice.dueOn}::date
        from counter
      returning number
    ), lines as (
      insert into invoice_line (tenant_id, invoice_id, position, job_line_id, kind, package_title, description, quantity, unit,
                                unit_price_minor, discount_minor, tax_rate_bp, net_minor, tax_minor, total_minor)
      select ${tx.tenantId}::uuid, ${invoice.id}::uuid, l.position, l."jobLineId", l.kind::job_line_kind, l."packageTitle", l.description,
             l.quantity::numeric, l.unit, l."unitPriceMinor", l."discountMinor", l."taxRateBp", l."netMinor", l."taxMinor", l."totalMinor"
        from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
             as l(position int, "jobLineId" uuid, kind text, "packageTitle" text, description text, quantity text, unit text,
                  "unitPriceMinor" bigint, "discountMinor" bigint, "taxRateBp" int, "netMinor" bigint, "taxMinor" bigint, "totalMinor" bigint)
    )
    select number from issued`;
  if (row === undefined) throw new Error("The invoice was not written.");
  return row.number;
};

/** The number given last in a series, or null in a fresh one. */
export const lastNumber = async (db: Db, series: string): Promise<string | null> => {
  const counter = await db.client.invoiceCounter.findFirst({
    where: { tenantId: db.tenantId, series },
    select: { lastNumber: true },
  });
  return counter === null ? null : String(counter.lastNumber).padStart(5, "0");
};

const calendarDate = (date: Date): string => date.toISOString().slice(0, 10);

const reachable = { id: true, name: true, email: true, phone: true } as const;

const paymentColumns = {
  id: true,
  method: true,
  state: true,
  amountMinor: true,
  allocatedMinor: true,
  refundedMinor: true,
  tenderedMinor: true,
  reference: true,
  failure: true,
  createdAt: true,
  receivedAt: true,
  receivedById: true,
} as const;

type PaymentColumns = {
  readonly id: string;
  readonly method: PaymentMethod;
  readonly state: PaymentState;
  readonly amountMinor: bigint;
  readonly allocatedMinor: bigint;
  readonly refundedMinor: bigint;
  readonly tenderedMinor: bigint | null;
  readonly reference: string;
  readonly failure: string | null;
  readonly createdAt: Date;
  readonly receivedAt: Date | null;
  readonly receivedById: string | null;
};

/** Payments made for an invoice, and others that pay it, the oldest first; of each what pays it now. */
const paymentsOf = (
  made: readonly PaymentColumns[],
  shares: readonly { readonly amountMinor: bigint; readonly payment: PaymentColumns }[],
) => {
  const all = new Map([...made, ...shares.map(({ payment }) => payment)].map((payment) => [payment.id, payment]));
  return [...all.values()]
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .map(({ amountMinor, allocatedMinor, refundedMinor, tenderedMinor, ...payment }) => {
      const share = shares
        .filter((each) => each.payment.id === payment.id)
        .reduce((sum, each) => sum + Number(each.amountMinor), 0);
      const free = Number(amountMinor - allocatedMinor - refundedMinor);
      return {
        ...payment,
        amountMinor: payment.state === "CAPTURED" ? share : Number(amountMinor),
        receivedMinor: Number(amountMinor),
        refundableMinor: payment.state === "CAPTURED" ? share + free : 0,
        tenderedMinor: tenderedMinor === null ? null : Number(tenderedMinor),
      };
    });
};

/** What was paid ahead and taken off in the transaction that issued the invoice: its moment is the invoice's own. */
const prepaidOf = (invoice: {
  readonly issuedAt: Date;
  readonly allocations: readonly {
    readonly amountMinor: bigint;
    readonly createdAt: Date;
    readonly payment: PaymentColumns;
  }[];
}) =>
  invoice.allocations
    .filter(({ createdAt, amountMinor }) => createdAt.getTime() === invoice.issuedAt.getTime() && amountMinor > 0n)
    .map(({ amountMinor, payment }) => ({
      amountMinor: Number(amountMinor),
      receivedAt: payment.receivedAt ?? payment.createdAt,
    }));

/** An invoice with lines, what was paid and credited, and its file. @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const invoice = await db.client.invoice.findFirst({
    where: { tenantId: db.tenantId, id },
    include: {
      lines: { orderBy: { position: "asc" } },
      balance: true,
      payments: { orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: paymentColumns },
      allocations: {
        orderBy: { id: "asc" },
        select: { amountMinor: true, createdAt: true, payment: { select: paymentColumns } },
      },
      refunds: { orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
      creditNotes: { orderBy: [{ issuedAt: "asc" }, { id: "asc" }] },
      file: true,
      jobCard: { select: { id: true, number: true } },
      customer: { select: { ...reachable, mergedInto: { select: reachable } } },
    },
  });
  if (invoice === null) throw notFound("This invoice");
  // Who it was issued to may since have turned out to be another customer: that one is written to.
  const { mergedInto, ...issuedTo } = invoice.customer;
  const { balance } = invoice;
  if (balance === null) throw new Error(`Invoice ${invoice.number} has no balance.`);
  const left = Number(balance.totalMinor - balance.creditedMinor - balance.paidMinor);
  return {
    id: invoice.id,
    branchId: invoice.branchId,
    number: invoice.number,
    issuedAt: invoice.issuedAt,
    issuedOn: calendarDate(invoice.issuedOn),
    dueOn: calendarDate(invoice.dueOn),
    currency: invoice.currency,
    taxMode: invoice.taxMode,
    roundingRule: invoice.roundingRule,
    netMinor: Number(invoice.netMinor),
    taxMinor: Number(invoice.taxMinor),
    totalMinor: Number(invoice.totalMinor),
    paidMinor: Number(balance.paidMinor),
    creditedMinor: Number(balance.creditedMinor),
    pendingMinor: Number(balance.pendingMinor),
    dueMinor: Math.max(0, left),
    overpaidMinor: Math.max(0, -left),
    parties: invoiceParties.parse(invoice.parties),
    jobCard: invoice.jobCard,
    customer: mergedInto ?? issuedTo,
    lines: invoice.lines.map((line) => ({
      position: line.position,
      kind: line.kind,
      packageTitle: line.packageTitle,
      description: line.description,
      quantity: quantityText(quantityMilli(line.quantity.toFixed(3))),
      unit: line.unit,
      unitPriceMinor: Number(line.unitPriceMinor),
      discountMinor: Number(line.discountMinor),
      taxRateBp: line.taxRateBp,
      netMinor: Number(line.netMinor),
      taxMinor: Number(line.taxMinor),
      totalMinor: Number(line.totalMinor),
    })),
    payments: paymentsOf(invoice.payments, invoice.allocations),
    prepaid: prepaidOf(invoice),
    refunds: invoice.refunds.map(({ amountMinor, ...refund }) => ({ ...refund, amountMinor: Number(amountMinor) })),
    creditNotes: invoice.creditNotes.map((note) => ({
      id: note.id,
      number: note.number,
      kind: note.kind,
      totalMinor: Number(note.totalMinor),
      reason: note.reason,
      issuedOn: calendarDate(note.issuedOn),
      issuedAt: note.issuedAt,
      issuedById: note.issuedById,
    })),
    taxes: invoice.taxes,
    file: invoice.file,
  };
};
export type InvoiceRow = Awaited<ReturnType<typeof load>>;

/** The newest invoices of a customer, given with those merged into it, with what is still owed on each. */
export const ofCustomer = async (db: Db, customerIds: readonly string[], limit: number) => {
  const rows = await db.client.invoice.findMany({
    where: { tenantId: db.tenantId, customerId: { in: [...customerIds] } },
    orderBy: [{ issuedAt: "desc" }, { id: "desc" }],
    take: limit,
    select: {
      id: true,
      number: true,
      issuedOn: true,
      dueOn: true,
      currency: true,
      totalMinor: true,
      vehicle: { select: { plate: true } },
      receivable: { select: { dueMinor: true } },
    },
  });
  return rows.map(({ vehicle, receivable, issuedOn, dueOn, totalMinor, ...invoice }) => ({
    ...invoice,
    plate: vehicle.plate,
    issuedOn: calendarDate(issuedOn),
    dueOn: calendarDate(dueOn),
    totalMinor: Number(totalMinor),
    dueMinor: Number(receivable?.dueMinor ?? 0),
  }));
};

/** What is still owed on an invoice. */
export const owedOn = async (db: Db, invoiceId: string): Promise<number> => {
  const row = await db.client.receivable.findFirst({
    where: { tenantId: db.tenantId, invoiceId },
    select: { dueMinor: true },
  });
  return Number(row?.dueMinor ?? 0);
};

/** What a customer owes, by currency; nothing owed is no row. */
export const owedBy = async (db: Db, customerIds: readonly string[]) => {
  const rows = await db.client.$queryRaw<{ currency: string; dueMinor: bigint; invoices: number }[]>`
    select r.currency, sum(r.due_minor)::bigint as "dueMinor", count(*)::int as invoices
      from invoice i join receivable r on r.tenant_id = i.tenant_id and r.invoice_id = i.id
     where i.tenant_id = ${db.tenantId}::uuid and i.customer_id = any(${[...customerIds]}::uuid[])
     group by r.currency order by r.currency`;
  return rows.map((row) => ({ ...row, dueMinor: Number(row.dueMinor) }));
};

/** Whose invoice it is, as the workshop shows itself today; null when it is not there. */
export const place = (db: Db, id: string) =>
  db.client.invoice
    .findFirst({
      where: { tenantId: db.tenantId, id },
      select: {
        branch: {
          select: {
            name: true,
            phone: true,
            country: true,
            zone: true,
            locale: true,
            tenant: { select: { name: true, slug: true, brandColour: true, logo: true } },
          },
        },
      },
    })
    .then((row) => (row === null ? null : { tenant: row.branch.tenant, branch: row.branch }));

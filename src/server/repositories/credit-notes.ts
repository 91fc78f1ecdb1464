import type { Credit, CreditableLine } from "#/domain/credits.ts";
import type { CreditStock } from "#/domain/payment.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** A line of an invoice as a credit note needs it. */
export type InvoicedLine = CreditableLine & {
  readonly jobLineId: string;
  readonly partId: string | null;
  readonly kind: string;
  readonly description: string;
  readonly unit: string;
  /** How much of it came back already, to the shelf or to its supplier; decimal text. */
  readonly returned: string;
};

/** The lines of an invoice with what was credited of each. The balance is held by whoever goes on to write. */
export const linesOf = async (db: Db, invoiceId: string): Promise<InvoicedLine[]> => {
  type Row = Omit<InvoicedLine, "netMinor" | "taxMinor" | "creditedNetMinor" | "creditedTaxMinor"> &
    Record<"netMinor" | "taxMinor" | "creditedNetMinor" | "creditedTaxMinor", bigint>;
  const rows = await db.client.$queryRaw<Row[]>`
    select l.position, l.job_line_id as "jobLineId", j.part_id as "partId", l.kind::text, l.description, l.unit, l.quantity::text, l.tax_rate_bp as "taxRateBp",
           l.net_minor as "netMinor", l.tax_minor as "taxMinor",
           coalesce(sum(c.quantity), 0)::text as "creditedQuantity", coalesce(sum(c.net_minor), 0)::bigint as "creditedNetMinor",
           coalesce(sum(c.tax_minor), 0)::bigint as "creditedTaxMinor",
           coalesce(sum(c.quantity) filter (where c.stock <> 'NONE'), 0)::text as returned
      from invoice_line l
      join job_line j on j.tenant_id = l.tenant_id and j.id = l.job_line_id
      left join credit_note_line c on c.tenant_id = l.tenant_id and c.invoice_id = l.invoice_id and c.invoice_position = l.position
     where l.tenant_id = ${db.tenantId}::uuid and l.invoice_id = ${invoiceId}::uuid
     group by l.tenant_id, l.invoice_id, l.position, j.part_id order by l.position`;
  return rows.map((row) => ({
    ...row,
    netMinor: Number(row.netMinor),
    taxMinor: Number(row.taxMinor),
    creditedNetMinor: Number(row.creditedNetMinor),
    creditedTaxMinor: Number(row.creditedTaxMinor),
    quantity: quantityText(quantityMilli(row.quantity)),
    creditedQuantity: quantityText(quantityMilli(row.creditedQuantity)),
    returned: quantityText(quantityMilli(row.returned)),
  }));
};

export type NewCreditNote = {
  readonly id: string;
  readonly invoiceId: string;
  readonly kind: "LINES" | "AMOUNT" | "VOID" | "REOPEN";
  readonly series: string;
  readonly reason: string;
  readonly issuedOn: string;
  readonly issuedById: string;
  readonly credit: Credit;
  readonly lines: readonly InvoicedLine[];
  /** Where each credited line's goods go, by position. */
  readonly stock: ReadonlyMap<number, CreditStock>;
};

/** Issues a credit note under the next number of its series, with parties and terms of its invoice; one statement. @returns its number */
export const insert = async (tx: Tx, note: NewCreditNote): Promise<string> => {
  const { credit } = note;
  const byPosition = new Map(note.lines.map((line) => [line.position, line]));
  const lines = credit.lines.map((line, index) => ({
    ...line,
    at: index + 1,
    description: byPosition.get(line.position)?.description ?? "",
    unit: byPosition.get(line.position)?.unit ?? "",
    stock: note.stock.get(line.position) ?? "NONE",
  }));
  const [row] = await tx.client.$queryRaw<{ number: string }[]>`
    with counter as (
      insert into invoice_counter as c (tenant_id, series, last_number) values (${tx.tenantId}::uuid, ${note.series}, 1)
      on conflict (tenant_id, series) do update set last_number = c.last_number + 1
      returning last_number
    ), issued as (
      insert into credit_note (tenant_id, id, branch_id, invoice_id, customer_id, kind, series, sequence, number, currency, tax_mode, net_minor,
                               tax_minor, total_minor, taxes, parties, reason, issued_at, issued_on, issued_by_id)
      select i.tenant_id, ${note.id}::uuid, i.branch_id, i.id, i.customer_id, ${note.kind}::credit_note_kind, ${note.series}, c.last_number,
             ${note.series} || '-' || lpad(c.last_number::text, greatest(5, length(c.last_number::text)), '0'), i.currency, i.tax_mode,
             ${credit.netMinor}::bigint, ${credit.taxMinor}::bigint, ${credit.totalMinor}::bigint, ${JSON.stringify(credit.taxes)}::jsonb, i.parties,
             ${note.reason}, ${tx.now}, ${note.issuedOn}::date, ${note.issuedById}::uuid
        from invoice i, counter c where i.tenant_id = ${tx.tenantId}::uuid and i.id = ${note.invoiceId}::uuid
      returning number
    ), lines as (
      insert into credit_note_line (tenant_id, credit_note_id, position, invoice_id, invoice_position, description, quantity, unit, tax_rate_bp,
                                    net_minor, tax_minor, total_minor, stock)
      select ${tx.tenantId}::uuid, ${note.id}::uuid, l.at, ${note.invoiceId}::uuid, l.position, l.description, l.quantity::numeric, l.unit,
             l."taxRateBp", l."netMinor", l."taxMinor", l."totalMinor", l.stock::credited_stock
        from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
             as l(at int, position int, description text, quantity text, unit text, "taxRateBp" int, "netMinor" bigint, "taxMinor" bigint,
                  "totalMinor" bigint, stock text)
    )
    select number from issued`;
  if (row === undefined) throw new Error("The credit note was not written.");
  return row.number;
};

/** A credit note as it is printed and mailed. Null when it is not there. */
export const load = async (db: Db, id: string) => {
  const note = await db.client.creditNote.findFirst({
    where: { tenantId: db.tenantId, id },
    include: {
      lines: { orderBy: { position: "asc" } },
      file: true,
      invoice: { select: { id: true, number: true, issuedOn: true, jobCardId: true } },
      customer: {
        select: { id: true, name: true, email: true, mergedInto: { select: { id: true, name: true, email: true } } },
      },
    },
  });
  if (note === null) return null;
  const { mergedInto, ...issuedTo } = note.customer;
  return {
    ...note,
    customer: mergedInto ?? issuedTo,
    netMinor: Number(note.netMinor),
    taxMinor: Number(note.taxMinor),
    totalMinor: Number(note.totalMinor),
    issuedOn: note.issuedOn.toISOString().slice(0, 10),
    invoice: { ...note.invoice, issuedOn: note.invoice.issuedOn.toISOString().slice(0, 10) },
    lines: note.lines.map((line) => ({
      position: line.position,
      invoicePosition: line.invoicePosition,
      description: line.description,
      quantity: quantityText(quantityMilli(line.quantity.toFixed(3))),
      unit: line.unit,
      taxRateBp: line.taxRateBp,
      netMinor: Number(line.netMinor),
      taxMinor: Number(line.taxMinor),
      totalMinor: Number(line.totalMinor),
      stock: line.stock,
    })),
  };
};
export type CreditNoteRow = NonNullable<Awaited<ReturnType<typeof load>>>;

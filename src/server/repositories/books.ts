import { notFound } from "#/domain/errors.ts";
import { type InvoiceParties, invoiceParties } from "#/domain/invoice.ts";
import type { PaymentMethod } from "#/domain/payment.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { Db } from "#/server/db/transaction.ts";

/** An invoice with all that the books are told of it. Amounts in minor units, days as they were at the branch. */
export type InvoiceForBooks = {
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly totalMinor: number;
  readonly zone: string;
  readonly parties: InvoiceParties;
  readonly customer: {
    readonly id: string;
    readonly name: string;
    readonly email: string | null;
    readonly phone: string | null;
    readonly addressLines: readonly string[];
  };
  readonly lines: readonly LineForBooks[];
  readonly creditNotes: readonly {
    readonly id: string;
    readonly number: string;
    readonly issuedOn: string;
    readonly totalMinor: number;
    readonly lines: readonly LineForBooks[];
  }[];
  /** What each payment pays of it, the parts that were taken off again left out. */
  readonly payments: readonly {
    readonly id: string;
    readonly method: PaymentMethod;
    readonly receivedAt: Date;
    readonly amountMinor: number;
  }[];
};

export type LineForBooks = {
  readonly kind: "LABOUR" | "PART" | "SUBLET" | "FEE";
  readonly description: string;
  readonly quantity: string;
  readonly unit: string;
  readonly taxRateBp: number;
  readonly netMinor: number;
  readonly taxMinor: number;
};

const day = (at: Date): string => at.toISOString().slice(0, 10);
const figures = { quantity: true, unit: true, taxRateBp: true, netMinor: true, taxMinor: true } as const;
type Figures = {
  quantity: { toString(): string };
  unit: string;
  taxRateBp: number;
  netMinor: bigint;
  taxMinor: bigint;
};

const asLine = (row: Figures & Pick<LineForBooks, "kind" | "description">): LineForBooks => ({
  kind: row.kind,
  description: row.description,
  unit: row.unit,
  taxRateBp: row.taxRateBp,
  quantity: quantityText(quantityMilli(row.quantity.toString())),
  netMinor: Number(row.netMinor),
  taxMinor: Number(row.taxMinor),
});

/** @throws NOT_FOUND */
export const invoiceForBooks = async (db: Db, invoiceId: string): Promise<InvoiceForBooks> => {
  const row = await db.client.invoice.findFirst({
    where: { tenantId: db.tenantId, id: invoiceId },
    select: {
      id: true,
      number: true,
      currency: true,
      issuedOn: true,
      dueOn: true,
      totalMinor: true,
      parties: true,
      branch: { select: { zone: true } },
      customer: { select: { id: true, name: true, email: true, phone: true, addressLines: true } },
      lines: { orderBy: { position: "asc" }, select: { kind: true, description: true, ...figures } },
      creditNotes: {
        orderBy: [{ issuedAt: "asc" }, { id: "asc" }],
        select: {
          id: true,
          number: true,
          issuedOn: true,
          totalMinor: true,
          lines: {
            orderBy: { position: "asc" },
            select: { description: true, ...figures, invoiceLine: { select: { kind: true } } },
          },
        },
      },
      allocations: {
        orderBy: { id: "asc" },
        select: {
          amountMinor: true,
          payment: { select: { id: true, method: true, receivedAt: true, createdAt: true } },
        },
      },
    },
  });
  if (row === null) throw notFound("This invoice");
  const byPayment = Map.groupBy(row.allocations, ({ payment }) => payment.id);
  return {
    id: row.id,
    number: row.number,
    currency: row.currency,
    issuedOn: day(row.issuedOn),
    dueOn: day(row.dueOn),
    totalMinor: Number(row.totalMinor),
    zone: row.branch.zone,
    parties: invoiceParties.parse(row.parties),
    customer: row.customer,
    lines: row.lines.map(asLine),
    creditNotes: row.creditNotes.map(({ lines, ...note }) => ({
      id: note.id,
      number: note.number,
      issuedOn: day(note.issuedOn),
      totalMinor: Number(note.totalMinor),
      lines: lines.map(({ invoiceLine, ...line }) => asLine({ ...line, kind: invoiceLine.kind })),
    })),
    payments: [...byPayment.values()].flatMap((shares) => {
      const [first] = shares;
      if (first === undefined) return [];
      const { id, method, receivedAt, createdAt } = first.payment;
      const amountMinor = shares.reduce((sum, share) => sum + Number(share.amountMinor), 0);
      return [{ id, method, receivedAt: receivedAt ?? createdAt, amountMinor }];
    }),
  };
};

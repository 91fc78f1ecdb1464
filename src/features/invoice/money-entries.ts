import type { GlyphTone } from "#/components/ui/glyph.tsx";
import type { GlyphShape } from "#/components/ui/glyph-shapes.tsx";
import type { InvoiceView } from "#/domain/invoice.ts";
import { type PaymentView, paymentMethodWords, type RefundView } from "#/domain/payment.ts";

type CreditNote = InvoiceView["creditNotes"][number];

/** One thing that happened to an invoice's money, as a row says it. */
export type MoneyEntry = {
  readonly id: string;
  readonly at: Date;
  readonly shape: GlyphShape;
  readonly tone: GlyphTone;
  readonly title: string;
  readonly state: string;
  readonly bad: boolean;
  /** What it adds to the payments, or takes off the invoice; null where nothing moved. */
  readonly amountMinor: number;
  readonly moved: boolean;
  readonly notes: readonly string[];
  readonly by: string;
  readonly payment: PaymentView | null;
  /** Where its PDF is; null where it has none. */
  readonly paper: string | null;
};

const payment = (of: PaymentView, money: (minor: number) => string): MoneyEntry => {
  const common = {
    id: of.id,
    at: of.receivedAt ?? of.createdAt,
    title: paymentMethodWords[of.method],
    amountMinor: of.receivedMinor,
    by: of.receivedBy,
    payment: of,
    paper: null,
  };
  if (of.state === "PENDING")
    return {
      ...common,
      shape: "arc",
      tone: "accent",
      state: "Being paid right now",
      bad: false,
      moved: false,
      notes: ["The bank has not said yes or no; it is asked by itself."],
    };
  if (of.state === "FAILED")
    return {
      ...common,
      shape: "ringSlash",
      tone: "ink-3",
      state: "Did not come",
      bad: false,
      moved: false,
      notes: [of.failure ?? "The card was not charged."],
    };
  const elsewhere = of.receivedMinor - of.amountMinor;
  return {
    ...common,
    shape: "tick",
    tone: "ok",
    state: "Received",
    bad: false,
    moved: true,
    notes: [
      ...(of.reference === "" ? [] : [of.reference]),
      ...(of.tenderedMinor === null
        ? []
        : [`${money(of.tenderedMinor)} given, change ${money(of.tenderedMinor - of.receivedMinor)}`]),
      ...(elsewhere === 0
        ? []
        : [
            of.amountMinor === 0
              ? "None of it pays this invoice any more"
              : `${money(of.amountMinor)} of it pays this invoice`,
          ]),
    ],
  };
};

const refundStates = {
  PENDING: { shape: "arc", tone: "accent", state: "On its way back" },
  SUCCEEDED: { shape: "backArrow", tone: "ink-2", state: "Given back" },
  FAILED: { shape: "octagon", tone: "bad", state: "Was not given back" },
} as const satisfies Record<RefundView["state"], unknown>;

const refund = (of: RefundView): MoneyEntry => ({
  id: of.id,
  at: of.settledAt ?? of.createdAt,
  ...refundStates[of.state],
  title: `Back by ${paymentMethodWords[of.method].toLowerCase()}`,
  bad: of.state === "FAILED",
  amountMinor: -of.amountMinor,
  moved: of.state === "SUCCEEDED",
  notes: [
    of.reason,
    ...(of.state === "FAILED" ? [`${of.failure ?? "The gateway refused it."} Give it back another way.`] : []),
    ...(of.state === "PENDING" ? ["The gateway has it, and has not said that it is through."] : []),
  ],
  by: of.by,
  payment: null,
  paper: null,
});

const creditWords = {
  LINES: "Credit note",
  AMOUNT: "Credit note",
  VOID: "Voided by credit note",
  REOPEN: "Taken back, the card was reopened",
} as const satisfies Record<CreditNote["kind"], string>;

const creditNote = (of: CreditNote): MoneyEntry => ({
  id: of.id,
  at: of.issuedAt,
  shape: "ringSlash",
  tone: "ink-2",
  title: of.number,
  state: creditWords[of.kind],
  bad: false,
  amountMinor: -of.totalMinor,
  moved: true,
  notes: [of.reason],
  by: of.by,
  payment: null,
  paper: `/api/files/credit-notes/${of.id}`,
});

/** Payments, refunds and credit notes of an invoice, the oldest first. */
export const moneyEntries = (invoice: InvoiceView, money: (minor: number) => string): MoneyEntry[] =>
  [
    ...invoice.payments.map((each) => payment(each, money)),
    ...invoice.refunds.map(refund),
    ...invoice.creditNotes.map(creditNote),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());

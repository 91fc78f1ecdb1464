import { z } from "zod";
import { decimal, id, minor, moment, money, text, version } from "#/domain/fields.ts";
import { quantityMilli } from "#/domain/quantity.ts";

/** What happens to old units: handed in, sent on to the supplier, credited by it; or their deposit is given up. */
export const coreMovementKinds = ["COLLECTED", "SENT", "CREDITED", "LAPSED"] as const;
export type CoreMovementKind = (typeof coreMovementKinds)[number];

export const coreMovementWords = {
  COLLECTED: "Handed in",
  SENT: "Sent to the supplier",
  CREDITED: "Credited",
  LAPSED: "Given up",
} as const satisfies Record<CoreMovementKind, string>;

/** How many days a supplier waits for an old unit, until somebody says otherwise. */
export const usualCoreDays = 30;

type Standing = {
  readonly quantity: string;
  readonly collected: string;
  readonly sent: string;
  readonly credited: string;
  readonly lapsed: string;
};
type Milli = Readonly<Record<CoreMovementKind, number>>;

/** Of how many units a core can still be told each of these, in thousandths. */
export const coreLeft = (core: Standing): Milli => {
  const [all, collected] = [quantityMilli(core.quantity), quantityMilli(core.collected)];
  const [sent, lapsed] = [quantityMilli(core.sent), quantityMilli(core.lapsed)];
  const here = all - sent - lapsed;
  return {
    COLLECTED: Math.max(0, all - collected - lapsed),
    SENT: Math.min(collected - sent, here),
    CREDITED: sent - quantityMilli(core.credited),
    LAPSED: here,
  };
};

/** What the supplier owes for it still: every unit that was neither credited nor given up, in minor units. */
export const coreOwed = (core: Standing & { readonly depositMinor: number }): number =>
  Math.round(
    ((quantityMilli(core.quantity) - quantityMilli(core.credited) - quantityMilli(core.lapsed)) * core.depositMinor) /
      1000,
  );

/** Where a core stands, by what is to be done next. */
export const coreStages = ["COLLECT", "SEND", "CREDIT", "CREDITED", "LAPSED"] as const;
export type CoreStage = (typeof coreStages)[number];
export const coreStage = (core: Standing): CoreStage => {
  const left = coreLeft(core);
  if (left.SENT > 0) return "SEND";
  if (left.LAPSED > 0) return "COLLECT";
  if (left.CREDITED > 0) return "CREDIT";
  return quantityMilli(core.credited) > 0 ? "CREDITED" : "LAPSED";
};
export const coreStageWords = {
  COLLECT: "Old unit to come",
  SEND: "Ready to send",
  CREDIT: "Sent, credit to come",
  CREDITED: "Credited",
  LAPSED: "Given up",
} as const satisfies Record<CoreStage, string>;

const positive = decimal.refine((value) => Number(value) > 0, "More than zero.");
const coreAt = { coreId: id, version };
const note = z.string().trim().max(200, "200 characters at most.");
export const collectCoreInput = z.object({ ...coreAt, quantity: positive, note });
export const sendCoreInput = z.object({ ...coreAt, quantity: positive, note });
/** `creditedMinor` is for all of them together; nothing, when the supplier refused them. */
export const creditCoreInput = z.object({ ...coreAt, quantity: positive, creditedMinor: money, note });
export const lapseCoreInput = z.object({
  ...coreAt,
  quantity: positive,
  note: text("Say why the deposit is given up.", 200),
});
export const takeBackCoreInput = z.object(coreAt);

export const coreLists = ["open", "overdue", "sent", "done"] as const;
export type CoreList = (typeof coreLists)[number];
export const coreListWords = {
  open: "Owed",
  overdue: "Overdue",
  sent: "Sent",
  done: "Done",
} as const satisfies Record<CoreList, string>;
const coreCursor = z.object({ dueOn: z.iso.date(), id });
export const listCoresInput = z.object({
  branchId: id,
  show: z.enum(coreLists).default("open"),
  /** Of one supplier; null for all. */
  supplierId: id.nullable().default(null),
  cursor: coreCursor.nullable().default(null),
});

export const coreRow = z.object({
  id,
  version: z.int(),
  supplier: z.object({ id, name: z.string() }),
  part: z.object({ id, number: z.string(), name: z.string(), unit: z.string() }),
  order: z.object({ id, number: z.int() }),
  quantity: decimal,
  collected: decimal,
  sent: decimal,
  credited: decimal,
  lapsed: decimal,
  chargedAt: moment,
  /** `2026-12-27`, in the branch's zone. */
  dueOn: z.iso.date(),
  /** The day has passed, and an old unit has not left yet. */
  overdue: z.boolean(),
  depositMinor: minor.optional(),
  owedMinor: minor.optional(),
});
export type CoreRow = z.infer<typeof coreRow>;

/** What suppliers owe a branch for cores, in all and by supplier, the one with most overdue first. */
export const coresOwed = z.object({
  cores: z.int(),
  overdue: z.int(),
  owedMinor: minor.optional(),
  suppliers: z.array(z.object({ id, name: z.string(), cores: z.int(), overdue: z.int(), owedMinor: minor.optional() })),
});
export type CoresOwed = z.infer<typeof coresOwed>;
export const coreListView = z.object({
  cores: z.array(coreRow),
  owed: coresOwed,
  next: coreCursor.nullable(),
});

export const coreView = coreRow.extend({
  branch: z.object({ id, name: z.string(), currency: z.string(), locale: z.string(), zone: z.string() }),
  creditedMinor: minor.optional(),
  /** The newest first. What was taken back stands below zero. */
  movements: z.array(
    z.object({
      version: z.int(),
      kind: z.enum(coreMovementKinds),
      quantity: decimal,
      creditedMinor: minor.optional(),
      note: z.string(),
      actorName: z.string(),
      at: moment,
    }),
  ),
});
export type CoreView = z.infer<typeof coreView>;

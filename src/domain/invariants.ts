import { z } from "zod";
import { id, moment } from "#/domain/fields.ts";

/** The twelve sentences that must be true of a workshop's data at every moment, and what a check of them found. */

export const invariantWords = {
  I1: { short: "No overlapping bookings", title: "No two active allocations of a bay or a technician overlap" },
  I2: {
    short: "Stock adds up",
    title: "Stock is never below zero or below what is reserved, and the ledger adds up to it",
  },
  I3: {
    short: "No gap in invoices",
    title: "Invoice numbers of a series are exactly 1 to n, and an issued invoice cannot change",
  },
  I4: {
    short: "Totals add up",
    title: "An invoice is the sum of its lines, and is paid at most once and at most whole",
  },
  I5: { short: "Ledger balances", title: "Debits equal credits" },
  I6: {
    short: "One invoice per card",
    title: "One completion is one invoice, one issue for each part line, one service record and one event",
  },
  I7: {
    short: "Deliveries accounted for",
    title: "Each event has one delivery for each consumer it was written for, and none is lost",
  },
  I8: {
    short: "Effects happened once",
    title: "Each owed message is sent at most once, and each invoice has at most one file",
  },
  I9: { short: "Gateway money", title: "The gateway's money is the recorded money" },
  I10: { short: "No rows cross tenants", title: "No row references another tenant's row" },
  I11: {
    short: "Row security is on",
    title: "Every tenant table has row level security that nobody of the application can pass",
  },
  I12: {
    short: "Audit chain unbroken",
    title: "The audit chain is whole to its head, and nothing stays outside it",
  },
} as const satisfies Record<string, { short: string; title: string }>;

export type InvariantId = keyof typeof invariantWords;

const isInvariantId = (name: string): name is InvariantId => Object.hasOwn(invariantWords, name);
export const invariantIds: readonly InvariantId[] = Object.keys(invariantWords).filter(isInvariantId);

/** `held (not yet)`: its tables come later. `not told`: the database was too slow to answer. */
export const invariantStates = ["held", "held (not yet)", "broken", "not told"] as const;

/** What a broken row belongs to, where it has a page. */
export const targetTypes = ["jobCard", "invoice", "part"] as const;
export type Target = { readonly type: (typeof targetTypes)[number]; readonly id: string };

/** A row that should not be: what is wrong, where to look, and the record it belongs to. */
export const finding = z.object({
  what: z.string(),
  place: z.string(),
  target: z.object({ type: z.enum(targetTypes), id }).nullable(),
});

export type Finding = z.infer<typeof finding>;

/** At most this many rows of each invariant are kept; there may be more. */
export const findingLimit = 20;

export const invariantAnswer = z.object({
  id: z.string().refine(isInvariantId, "No invariant has this id."),
  state: z.enum(invariantStates),
  rows: z.array(finding),
});
export type InvariantAnswer = z.infer<typeof invariantAnswer>;

export const checkTriggers = ["NIGHTLY", "ON_DEMAND"] as const;

/** A check that has come to an answer. */
export const checkView = z.object({
  id,
  trigger: z.enum(checkTriggers),
  askedBy: z.string(),
  startedAt: moment,
  finishedAt: moment,
  durationMs: z.int(),
  answers: z.array(invariantAnswer),
});
export type CheckView = z.infer<typeof checkView>;

export const invariantsView = z.object({
  latest: checkView.nullable(),
  /** The check under way: how many of the twelve have answered. */
  running: z.object({ id, askedBy: z.string(), startedAt: moment, asked: z.int() }).nullable(),
  /** A check after the latest one that came to no answer, and why. */
  failed: z.object({ id, at: moment, reason: z.string() }).nullable(),
  /** The checks of late, newest first. */
  history: z.array(
    z.object({
      id,
      at: moment,
      trigger: z.enum(checkTriggers),
      broken: z.array(z.string()),
      /** How many could not be told, of all that were asked. */
      untold: z.int(),
    }),
  ),
});
export type InvariantsView = z.infer<typeof invariantsView>;

/** Beyond this a nightly check has been missed. */
export const checkStaleMs = 26 * 3_600_000;
/** One person's check is enough for a minute. */
export const checkPauseMs = 60_000;

/** What a check on demand came to. */
export const verifiedView = z.object({ checkId: id, broken: z.array(z.string()), untold: z.int() });
export type Verified = z.infer<typeof verifiedView>;

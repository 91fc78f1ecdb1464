import type {
  ImportChanges,
  ImportMode,
  ImportNoun,
  ImportRowState,
  ImportState,
  ImportValue,
} from "#/domain/import.ts";
import { fieldTitle } from "#/domain/import-fields.ts";
import { formatMoney, formatRate, formatWhole } from "#/domain/money.ts";
import { formatDate, formatTime } from "#/domain/time.ts";

export const modeWords: Readonly<Record<ImportMode, string>> = {
  SKIP: "Leave what is there as it is",
  FILL: "Fill in what is empty",
  UPDATE: "Update it to the file",
};

export const stateWords: Readonly<Record<ImportState, string>> = {
  READ: "Not checked yet",
  CHECKING: "Being checked",
  CHECKED: "Checked",
  RUNNING: "Under way",
  DONE: "Done",
  UNDOING: "Being undone",
  UNDONE: "Undone",
};

export const rowWords: Readonly<Record<ImportRowState, string>> = {
  READ: "Not checked",
  NEW: "New",
  CHANGE: "Changes",
  SAME: "Same",
  SKIP: "Left as it is",
  ERROR: "Error",
  CREATED: "Added",
  CHANGED: "Changed",
  REFUSED: "Refused",
  REMOVED: "Removed",
  RESTORED: "Restored",
  KEPT: "Kept",
};

/** What a report is read in: what would happen, what happened, what was taken back. */
export const reported: Readonly<Record<ImportState, readonly ImportRowState[]>> = {
  READ: [],
  CHECKING: ["NEW", "CHANGE", "SAME", "SKIP", "ERROR"],
  CHECKED: ["NEW", "CHANGE", "SAME", "SKIP", "ERROR"],
  RUNNING: ["CREATED", "CHANGED", "REFUSED", "ERROR"],
  DONE: ["CREATED", "CHANGED", "SAME", "SKIP", "REFUSED", "ERROR"],
  UNDOING: ["REMOVED", "RESTORED", "KEPT"],
  UNDONE: ["REMOVED", "RESTORED", "KEPT", "SAME", "SKIP", "REFUSED", "ERROR"],
};

export const toneOf = (state: ImportRowState): "neutral" | "ok" | "warn" | "bad" => {
  if (state === "ERROR" || state === "REFUSED") return "bad";
  if (state === "CHANGE" || state === "KEPT") return "warn";
  return state === "CREATED" || state === "CHANGED" ? "ok" : "neutral";
};

export const rowsText = (count: number): string => (count === 1 ? "1 row" : `${formatWhole(count)} rows`);

type Money = { readonly currency: string; readonly locale: string };

const shown = (name: string, value: ImportValue, { currency, locale }: Money): string => {
  if (value === null || value === "") return "nothing";
  if (typeof value !== "number") return String(value).replaceAll("\n", ", ");
  if (name === "price" || name === "cost") return formatMoney(value, currency, locale);
  return name === "taxRate" ? formatRate(value) : String(value);
};

/** Each change as a person reads it: what, from what, to what. */
export const changesShown = (noun: ImportNoun, changes: ImportChanges, money: Money) =>
  Object.entries(changes).map(([name, [before, after]]) => ({
    name: fieldTitle(noun, name),
    before: shown(name, before, money),
    after: shown(name, after, money),
  }));

export const whenText = (at: Date, zone: string): string => `${formatDate(at, zone)}, ${formatTime(at, zone)}`;

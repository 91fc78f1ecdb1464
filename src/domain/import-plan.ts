import canonicalize from "canonicalize";
import type {
  ImportChanges,
  ImportMode,
  ImportNoun,
  ImportProblem,
  ImportRowState,
  ImportValue,
} from "#/domain/import.ts";
import { importFields, type ReadRow } from "#/domain/import-fields.ts";

/** The record that a row's e-mail, phone, plate or number leads to. */
export type Matched = {
  readonly id: string;
  readonly label: string;
  /** The field that found it, as people call it. */
  readonly by: string;
  readonly current: Readonly<Record<string, ImportValue>>;
  /** What comes along with the first value of what is not there yet (a branch's own facts of a part): shown like the rest. */
  readonly along?: Readonly<Record<string, ImportValue>>;
};

/** What looking a row up has come to; `label` says what a new record will belong to. */
export type Found =
  | { readonly matched: Matched | null; readonly label?: string }
  | { readonly problems: readonly ImportProblem[] };

/** What a row would do. The check keeps it, and the import does this or nothing. */
export type RowPlan = {
  readonly state: Extract<ImportRowState, "NEW" | "CHANGE" | "SAME" | "SKIP" | "ERROR">;
  readonly problems: readonly ImportProblem[];
  readonly targetId: string | null;
  readonly targetLabel: string | null;
  readonly matchedBy: string | null;
  readonly changes: ImportChanges;
};

const nothing = { problems: [], targetId: null, targetLabel: null, matchedBy: null, changes: {} } as const;

const refused = (problems: readonly ImportProblem[]): RowPlan => ({ ...nothing, state: "ERROR", problems });

/** Values that say nothing: a free text nobody wrote, a price nobody set. */
const isEmpty = (value: ImportValue | undefined): boolean =>
  value === undefined || value === null || value === "" || value === 0 || value === "0";

/** What becomes of a row, told by its own cells, the record it leads to, and how the import treats those. */
export const planRow = (noun: ImportNoun, mode: ImportMode, row: ReadRow, found: Found): RowPlan => {
  if (row.problems.length > 0) return refused(row.problems);
  if ("problems" in found) return refused(found.problems);
  const { matched } = found;
  if (matched === null) {
    const missing = importFields[noun].filter(({ name, required }) => required && row.values[name] === undefined);
    if (missing.length > 0)
      return refused(
        missing.map(({ title }) => ({ column: title, sentence: `${title} is missing, and a new record needs it.` })),
      );
    return { ...nothing, state: "NEW", targetLabel: found.label ?? null };
  }
  const target = { targetId: matched.id, targetLabel: matched.label, matchedBy: matched.by };
  if (mode === "SKIP") return { ...nothing, ...target, state: "SKIP" };
  const changes: ImportChanges = {};
  for (const [name, value] of Object.entries(row.values)) {
    if (!Object.hasOwn(matched.current, name)) continue;
    const before = matched.current[name] ?? null;
    if (before === value || (mode === "FILL" && !isEmpty(before))) continue;
    changes[name] = [before, value];
  }
  if (Object.values(changes).some(([before]) => before === null))
    for (const [name, value] of Object.entries(matched.along ?? {})) changes[name] ??= [null, value];
  return { ...nothing, ...target, changes, state: Object.keys(changes).length === 0 ? "SAME" : "CHANGE" };
};

/** Whether a plan made now is the one that was shown: only then is it carried out. */
export const isSamePlan = (shown: RowPlan, now: RowPlan): boolean => signature(shown) === signature(now);

const signature = ({ state, targetId, targetLabel, changes }: RowPlan) =>
  canonicalize({ state, targetId, for: state === "NEW" ? targetLabel : null, changes });

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** One line of the table. `name` begins with its row of the benchmarks: `B1 n=10 against the floor`. */
export type Result = {
  readonly name: string;
  readonly ours: number;
  /** The other side's figure, in the same unit. */
  readonly against: number;
  readonly unit: string;
  readonly ratio: number;
  /** What the ratio, or the figure, must hold; null for a figure that is only reported. */
  readonly target: string | null;
  readonly pass: boolean;
  /** A missed gate ends the command with exit code 1; a missed time ratio is reported. */
  readonly gate: boolean;
};

type Bound = { readonly atMost: number } | { readonly atLeast: number };

const targetOf = (bound: Bound): string =>
  "atMost" in bound ? `≤ ${bound.atMost.toFixed(1)}×` : `≥ ${bound.atLeast.toFixed(1)}×`;

/** Ours ÷ theirs, held against a bound when there is one. */
export const compare = (name: string, unit: string, ours: number, against: number, bound?: Bound): Result => {
  const ratio = ours / against;
  const pass = bound === undefined || ("atMost" in bound ? ratio <= bound.atMost : ratio >= bound.atLeast);
  return { name, ours, against, unit, ratio, target: bound === undefined ? null : targetOf(bound), pass, gate: false };
};

/** Theirs ÷ ours: how many times faster ours is. */
export const faster = (name: string, ours: number, against: number, atLeast?: number): Result => {
  const ratio = against / ours;
  return {
    name,
    ours,
    against,
    unit: "ms",
    ratio,
    target: atLeast === undefined ? null : `≥ ${atLeast.toFixed(1)}× faster`,
    pass: atLeast === undefined || ratio >= atLeast,
    gate: false,
  };
};

/** A comparison that could not be made, and why. */
export const absent = (name: string, unit: string, ours: number, reason: string): Result => ({
  name: `${name}: not measured, ${reason}`,
  ours,
  against: 0,
  unit,
  ratio: 0,
  target: "measured",
  pass: false,
  gate: false,
});

/** A figure held against a limit of its own. */
export const limited = (name: string, unit: string, ours: number, atMost: number, gate = false): Result => ({
  name,
  ours,
  against: atMost,
  unit,
  ratio: atMost === 0 ? ours : ours / atMost,
  target: `≤ ${atMost} ${unit}`.trimEnd(),
  pass: ours <= atMost,
  gate,
});

/** A figure that has to come up to a mark of its own. */
export const reached = (name: string, unit: string, ours: number, atLeast: number): Result => ({
  name,
  ours,
  against: atLeast,
  unit,
  ratio: ours / atLeast,
  target: `≥ ${atLeast} ${unit}`.trimEnd(),
  pass: ours >= atLeast,
  gate: false,
});

const figure = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 2 : 0);

/** The results as lines of equal columns. */
export const table = (results: readonly Result[]): string => {
  const rows = [
    ["", "ours", "against", "unit", "ratio", "target", ""],
    ...results.map(({ name, ours, against, unit, ratio, target, pass, gate }) => [
      name,
      figure(ours),
      figure(against),
      unit,
      Number.isFinite(ratio) ? ratio.toFixed(2) : "–",
      target ?? "",
      target === null ? "" : `${pass ? "met" : "MISSED"}${gate ? " (gate)" : ""}`,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const left = new Set([0, 3, 5, 6]);
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          left.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

/** Keeps the results for programs, in bench/results/latest.json. */
export const keep = (results: readonly Result[]): void => {
  const folder = path.join(import.meta.dirname, "../results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "latest.json"), `${JSON.stringify(results, null, 2)}\n`);
};

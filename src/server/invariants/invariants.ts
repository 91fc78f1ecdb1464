import { gatewayMoney, ledger, numbers, totals } from "./billing.ts";
import type { Invariant } from "./invariant.ts";
import { auditChain, deliveries, effects } from "./platform.ts";
import { noForeignRow, rowSecurity } from "./walls.ts";
import { completion, noOverlap, stock } from "./workshop.ts";

/** How long an audit entry may wait for its seal, in ms. */
export const sealGraceMs = 60_000;

/** The twelve, in order. */
export const invariants = (graceMs: number = sealGraceMs): readonly Invariant[] => [
  noOverlap,
  stock,
  numbers,
  totals,
  ledger,
  completion,
  deliveries,
  effects,
  gatewayMoney,
  noForeignRow,
  rowSecurity,
  auditChain(graceMs),
];

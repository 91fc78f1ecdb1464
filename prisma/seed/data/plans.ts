import type { cast } from "../cast.ts";
import { airportRoad, type BranchTerms, harbourStreet } from "../terms.ts";
import { airportBoard, type BoardCard, expected, harbourBoard, rivalBoard } from "./board.ts";

/** How big a branch of the demo is, and who stands in it today. */
export type BranchPlan = {
  terms: BranchTerms;
  board: readonly BoardCard[];
  expected: typeof expected;
  customers: number;
  finished: number;
  priceFactor: number;
};
export type TenantPlan = {
  slug: keyof typeof cast;
  name: string;
  country: string;
  colour: string;
  firstNumber: number;
  branches: readonly BranchPlan[];
};

export const plans: readonly TenantPlan[] = [
  {
    slug: "northside",
    name: "Northside Motors",
    country: "GB",
    colour: "#7A1F1B",
    firstNumber: 2601,
    branches: [
      { terms: harbourStreet, board: harbourBoard, expected, customers: 430, finished: 1230, priceFactor: 1 },
      { terms: airportRoad, board: airportBoard, expected: [], customers: 110, finished: 280, priceFactor: 1.3 },
    ],
  },
  {
    // A twin: same plates, part numbers, e-mails and invoice numbers, so that a leak between tenants shows.
    slug: "rival",
    name: "Rival Garage",
    country: "GB",
    colour: "#1B3A7A",
    firstNumber: 4101,
    branches: [
      {
        terms: { ...harbourStreet, phone: "+441227960099", email: "desk@rival.test", labourRateMinor: 6900 },
        board: rivalBoard,
        expected: [],
        customers: 12,
        finished: 24,
        priceFactor: 0.9,
      },
    ],
  },
];

import { authorisationWords, type CompletionPrerequisite, type JobCardView } from "#/domain/job-card.ts";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import { linesWords } from "../words.ts";

type Formats = { moment: (at: Date) => string; money: (minor: number) => string; count: (value: number) => string };
type MetFact = { title: string; detail: string };

/** A condition that holds, in a word: "Passed: approval, parts". */
export const passedWords = {
  RIGHT_STATE: "state",
  HAS_LINES: "work on the card",
  ALL_LINES_DONE: "work done",
  WORK_AUTHORISED: "approval",
  ODOMETER_GIVEN: "mileage",
  PARTS_SUFFICIENT: "parts",
  CUSTOMER_ACTIVE: "customer",
  BRANCH_ACTIVE: "branch",
} as const satisfies Record<CompletionPrerequisite, string>;

/** A condition that holds, with the fact that shows it. */
export const metFacts = {
  RIGHT_STATE: (card) => ({ title: "The work has begun", detail: jobCardStatusWords[card.status] }),
  HAS_LINES: (card) => ({ title: "Work on the card", detail: linesWords(card.lines.length) }),
  ALL_LINES_DONE: (card) => ({
    title: "Every line done",
    detail: `${card.lines.filter((line) => line.doneAt !== null).length} of ${card.lines.length}`,
  }),
  WORK_AUTHORISED: (card, { moment }) => {
    const consent = card.authorisations[0];
    return {
      title: "Approved by the customer",
      detail: consent ? `${moment(consent.givenAt)}, ${authorisationWords[consent.method]}` : "",
    };
  },
  ODOMETER_GIVEN: (card, { count }) => ({
    title: "Mileage out",
    detail: card.odometerOut === null ? "" : `${count(card.odometerOut)} ${card.odometerUnit}`,
  }),
  PARTS_SUFFICIENT: (card) => {
    const parts = card.lines.filter((line) => line.kind === "PART").length;
    return { title: "Every part in hand", detail: parts === 0 ? "no parts" : `${parts} of ${parts}` };
  },
  CUSTOMER_ACTIVE: (card) => ({ title: "Customer to invoice", detail: card.customer.name }),
  BRANCH_ACTIVE: (card) => ({ title: "Branch issues invoices", detail: card.branch.name }),
} as const satisfies Record<CompletionPrerequisite, (card: JobCardView, formats: Formats) => MetFact>;

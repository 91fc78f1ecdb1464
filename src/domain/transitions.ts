/** Where a job card may stand, in the order of the board. */
export const jobCardStatuses = [
  "CHECKED_IN",
  "AWAITING_APPROVAL",
  "AWAITING_PARTS",
  "IN_PROGRESS",
  "QUALITY_CHECK",
  "COMPLETED",
  "COLLECTED",
  "CANCELLED",
] as const;
export type JobCardStatus = (typeof jobCardStatuses)[number];

/**
 * The transitions of a job card, shared by the server's guard and the board's menus. COMPLETED is
 * entered only by completing, which has prerequisites of its own; reopening comes with credit notes.
 */
export const jobCardTransitions = {
  CHECKED_IN: ["AWAITING_APPROVAL", "AWAITING_PARTS", "IN_PROGRESS", "CANCELLED"],
  AWAITING_APPROVAL: ["CHECKED_IN", "AWAITING_PARTS", "IN_PROGRESS", "CANCELLED"],
  AWAITING_PARTS: ["CHECKED_IN", "AWAITING_APPROVAL", "IN_PROGRESS", "CANCELLED"],
  IN_PROGRESS: ["CHECKED_IN", "AWAITING_APPROVAL", "AWAITING_PARTS", "QUALITY_CHECK", "COMPLETED"],
  QUALITY_CHECK: ["AWAITING_PARTS", "IN_PROGRESS", "COMPLETED"],
  COMPLETED: ["COLLECTED"],
  COLLECTED: [],
  CANCELLED: [],
} as const satisfies Record<JobCardStatus, readonly JobCardStatus[]>;

const targets = (from: JobCardStatus): readonly JobCardStatus[] => jobCardTransitions[from];

export const canMove = (from: JobCardStatus, to: JobCardStatus): boolean => targets(from).includes(to);

/** Statuses a person may move a card to by drag, key or menu: completing has its own command. */
export const movesFrom = (from: JobCardStatus): JobCardStatus[] => targets(from).filter((to) => to !== "COMPLETED");

export const jobCardStatusWords = {
  CHECKED_IN: "Checked in",
  AWAITING_APPROVAL: "Awaiting approval",
  AWAITING_PARTS: "Awaiting parts",
  IN_PROGRESS: "In progress",
  QUALITY_CHECK: "Quality check",
  COMPLETED: "Completed",
  COLLECTED: "Collected",
  CANCELLED: "Cancelled",
} as const satisfies Record<JobCardStatus, string>;

/** Lines may still be changed. */
export const isJobCardStatus = (value: string): value is JobCardStatus =>
  jobCardStatuses.some((status) => status === value);

export const isOpen = (status: JobCardStatus): boolean =>
  status !== "COMPLETED" && status !== "COLLECTED" && status !== "CANCELLED";

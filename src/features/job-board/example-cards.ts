import type { BoardCardView } from "#/domain/job-card.ts";

const day = "2026-05-14T";

/** A card for tests; `id` doubles as its plate. Times are of 14 May 2026, UTC. */
export const exampleCard = (
  id: string,
  { promised, since = "08:00", ...rest }: Partial<BoardCardView> & { promised?: string; since?: string } = {},
): BoardCardView => ({
  id,
  number: 4100,
  version: 1,
  status: "CHECKED_IN",
  statusSince: new Date(`${day}${since}:00Z`),
  plate: id,
  vehicle: "Jaguar XE 20d",
  customerName: "Simon Hallett",
  customerWaiting: false,
  complaint: "Timing belt",
  promisedAt: promised === undefined ? null : new Date(`${day}${promised}:00Z`),
  openedById: null,
  technician: null,
  bay: null,
  parts: { needed: 0, here: 0 },
  labourMinutes: 60,
  unapprovedLines: 0,
  ...rest,
});

export const at = (time: string): Date => new Date(`${day}${time}:00Z`);

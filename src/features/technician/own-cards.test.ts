import { expect, test } from "vitest";
import type { BoardCardView } from "#/domain/job-card.ts";
import { inHand, inTurn } from "./own-cards.ts";

const card = (id: string, status: BoardCardView["status"], promisedAt: string | null): BoardCardView => ({
  id,
  number: 1,
  version: 1,
  status,
  statusSince: new Date(0),
  plate: id,
  vehicle: "",
  customerName: "",
  customerWaiting: false,
  complaint: "",
  promisedAt: promisedAt === null ? null : new Date(promisedAt),
  openedById: null,
  technician: null,
  bay: null,
  parts: { needed: 0, here: 0 },
  labourMinutes: 0,
  unapprovedLines: 0,
});
const cards = [
  card("completed", "COMPLETED", "2026-05-14T09:00:00Z"),
  card("unpromised", "CHECKED_IN", null),
  card("noon", "AWAITING_PARTS", "2026-05-14T12:00:00Z"),
  card("working", "IN_PROGRESS", "2026-05-14T17:00:00Z"),
];

test("the card in work leads, then promised time decides, completed ones come last", () => {
  expect(inTurn(cards).map(({ id }) => id)).toEqual(["working", "noon", "unpromised", "completed"]);
});

test("the right pane shows the chosen card, and the first when the chosen one is not the technician's", () => {
  expect(inHand(cards, "noon")?.id).toBe("noon");
  expect(inHand(cards, "someone else's")?.id).toBe("working");
  expect(inHand([], null)).toBeNull();
});

import type { CoreMovementKind } from "#/domain/core.ts";
import type { Permission } from "#/domain/permissions.ts";

/** How each movement is asked for. */
export const moveWords = {
  COLLECTED: { verb: "Old unit is here", title: "Which old units are here?", note: "Where they lie", save: "Note it" },
  SENT: { verb: "It has left", title: "What has left?", note: "Parcel or driver", save: "Note it" },
  CREDITED: { verb: "Note the credit", title: "What was credited?", note: "Their credit note", save: "Note credit" },
  LAPSED: { verb: "Give up", title: "Give up the deposit?", note: "Why", save: "Give up" },
} as const satisfies Record<CoreMovementKind, Readonly<Record<"verb" | "title" | "note" | "save", string>>>;

export const moveRights = {
  COLLECTED: "purchase_order.draft",
  SENT: "purchase_order.draft",
  CREDITED: "part.order",
  LAPSED: "part.order",
} as const satisfies Record<CoreMovementKind, Permission>;

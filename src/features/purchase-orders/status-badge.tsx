import { Badge, type BadgeTone } from "#/components/ui/badge.tsx";
import { type PurchaseOrderStatus, purchaseOrderStatusWords } from "#/domain/purchase-order.ts";

const tones: Readonly<Record<PurchaseOrderStatus, BadgeTone>> = {
  DRAFT: "neutral",
  SENT: "note",
  PART_RECEIVED: "warn",
  RECEIVED: "ok",
  CLOSED: "neutral",
  CANCELLED: "neutral",
};

/** Where an order stands; the word tells it, the colour only repeats it. */
export const StatusBadge = ({ status }: { status: PurchaseOrderStatus }) => (
  <Badge tone={tones[status]}>{purchaseOrderStatusWords[status]}</Badge>
);

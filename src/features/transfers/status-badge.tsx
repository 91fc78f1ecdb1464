import { Badge, type BadgeTone } from "#/components/ui/badge.tsx";
import { type StockTransferStatus, stockTransferStatusWords } from "#/domain/stock-transfer.ts";

const tones: Readonly<Record<StockTransferStatus, BadgeTone>> = {
  REQUESTED: "neutral",
  SENT: "note",
  PART_RECEIVED: "warn",
  RECEIVED: "ok",
  CANCELLED: "neutral",
};

/** Where a transfer stands; the word tells it, the colour only repeats it. */
export const StatusBadge = ({ status }: { status: StockTransferStatus }) => (
  <Badge tone={tones[status]}>{stockTransferStatusWords[status]}</Badge>
);

import { Badge, type BadgeTone } from "#/components/ui/badge.tsx";
import { type StockCountStatus, stockCountStatusWords } from "#/domain/stock-count.ts";

const tones: Readonly<Record<StockCountStatus, BadgeTone>> = { OPEN: "note", POSTED: "ok", CANCELLED: "neutral" };

/** Where a count stands; the word tells it, the colour only repeats it. */
export const StatusBadge = ({ status }: { status: StockCountStatus }) => (
  <Badge tone={tones[status]}>{stockCountStatusWords[status]}</Badge>
);

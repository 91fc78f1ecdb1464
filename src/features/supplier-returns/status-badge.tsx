import { Badge, type BadgeTone } from "#/components/ui/badge.tsx";
import { type SupplierReturnStatus, supplierReturnStatusWords } from "#/domain/supplier-return.ts";

const tones: Readonly<Record<SupplierReturnStatus, BadgeTone>> = {
  DRAFT: "neutral",
  SENT: "note",
  CREDITED: "ok",
  CANCELLED: "neutral",
};

/** Where a return stands; the word tells it, the colour only repeats it. */
export const StatusBadge = ({ status }: { status: SupplierReturnStatus }) => (
  <Badge tone={tones[status]}>{supplierReturnStatusWords[status]}</Badge>
);

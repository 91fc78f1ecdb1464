"use client";

import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import { formatMoney } from "#/domain/money.ts";

/** Asks before a card leaves the board for good: collected or cancelled. No undo follows. */
export default function LeaveDialog({
  card,
  to,
  branch,
  onLeave,
  onClose,
}: {
  card: BoardCardView;
  to: "COLLECTED" | "CANCELLED";
  branch: BoardView["branch"];
  onLeave: () => void;
  onClose: () => void;
}) {
  const due = card.dueMinor ?? 0;
  const words =
    to === "COLLECTED"
      ? {
          title: `Has ${card.customerName} collected ${card.plate}?`,
          description:
            due > 0
              ? `${formatMoney(due, branch.currency, branch.locale)} is still due; the invoice stays open. The card leaves the board and does not come back.`
              : "The card leaves the board and does not come back. Its history and invoice stay.",
          action: "Collected",
          cancel: "Still here",
        }
      : {
          title: `Cancel the work on ${card.plate}?`,
          description: "Parts that are reserved for it become free. The card leaves the board and does not come back.",
          action: "Cancel the work",
          cancel: "Keep it",
        };
  return (
    <ConfirmDialog
      {...words}
      danger={to === "CANCELLED"}
      onAction={onLeave}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      open
    />
  );
}

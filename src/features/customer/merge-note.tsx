"use client";

import { type ReactNode, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatDate } from "#/domain/time.ts";
import type { ShownError } from "#/trpc/error.ts";

type Merge = { readonly mergedAt: Date; readonly mergedByName: string; readonly undoableUntil: Date };

/** That another record was merged into this one, and undoing it while that can be. */
export function MergeNote({
  merge,
  what,
  zone,
  mayUndo,
  question,
  description,
  command,
  onUndo,
}: {
  merge: Merge;
  /** "M. Zielinski was merged into this customer". */
  what: ReactNode;
  zone: string;
  mayUndo: boolean;
  question: string;
  description: string;
  command: { readonly busy: boolean; readonly refusal: ShownError | null };
  /** @returns whether it was undone */
  onUndo: () => Promise<boolean>;
}) {
  const { renderedAt } = useShell();
  const now = useNow(renderedAt);
  const [asking, setAsking] = useState(false);
  if (merge.undoableUntil.getTime() <= now) return null;
  const run = async (): Promise<void> => {
    if (await onUndo()) setAsking(false);
  };
  return (
    <>
      <Banner
        actions={
          mayUndo ? (
            <Button onClick={() => setAsking(true)} size="sm">
              Undo merge
            </Button>
          ) : null
        }
        tone="note"
      >
        {what} on {formatDate(merge.mergedAt, zone)} by {merge.mergedByName}. It can be undone until{" "}
        {formatDate(merge.undoableUntil, zone)}.
      </Banner>
      {asking ? (
        <ConfirmDialog
          action="Undo merge"
          busy={command.busy && "Undoing"}
          cancel="Leave it"
          description={description}
          onAction={() => void run()}
          onOpenChange={(open) => (open ? undefined : setAsking(false))}
          open
          title={question}
        >
          {command.refusal ? (
            <p className="text-bad" role="alert">
              {command.refusal.sentence}
            </p>
          ) : null}
        </ConfirmDialog>
      ) : null}
    </>
  );
}

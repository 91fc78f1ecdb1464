"use client";

import { Button } from "#/components/ui/button.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { formatTime } from "#/domain/time.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useScene } from "../card-context.tsx";
import { sayRefusal } from "../refusal.ts";
import { LineGrid } from "./line-grid.tsx";
import { LinesFoot } from "./lines-foot.tsx";

/** Head with what is done and saved, the grid, the totals. */
export function LinesPanel({
  adding,
  onAdding,
  onApprove,
}: {
  adding: boolean;
  onAdding: (adding: boolean) => void;
  onApprove: (lineIds: string[]) => void;
}) {
  const { card, commands, may } = useScene();
  const undone = card.lines.filter((line) => line.doneAt === null).map((line) => line.id);
  return (
    <section aria-labelledby="lines-title">
      <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 pb-1.5">
        <h2 className="text-section" id="lines-title">
          Lines
        </h2>
        {card.lines.length > 0 ? (
          <span className="text-dense text-ink-2">
            {card.lines.length - undone.length} of {card.lines.length} done
          </span>
        ) : null}
        {may.done && isOpen(card.status) && undone.length > 0 ? (
          <Button
            data-print="hide"
            onClick={() => void commands.setLinesDone(undone, true).catch(sayRefusal)}
            size="sm"
          >
            All done
          </Button>
        ) : null}
        <span className="ml-auto flex flex-wrap items-center gap-x-4 text-dense text-ink-3">
          <SaveState />
          {card.totals ? (
            <span>
              {card.branch.taxMode === "EXCLUSIVE" ? "Prices before tax" : `Prices include ${card.branch.taxName}`}
            </span>
          ) : null}
        </span>
      </div>
      <div className="overflow-hidden rounded-control border bg-surface">
        <LineGrid onApprove={onApprove} />
        <LinesFoot adding={adding} onAdding={onAdding} />
      </div>
    </section>
  );
}

/** "Saved 14:19", "Saving", or what came back from an earlier visit. */
function SaveState() {
  const { card, editing, commands } = useScene();
  const unsaved = Object.keys(editing.edits).length;
  const { zone } = card.branch;
  if (commands.busy) return <span role="status">Saving</span>;
  if (editing.restoredAt) {
    return (
      <span className="flex items-center gap-3">
        <DraftNote at={formatTime(editing.restoredAt, zone)} onDiscard={editing.discard} />
        <LinkButton onClick={editing.commitAll}>Save {unsaved === 1 ? "it" : `all ${unsaved}`}</LinkButton>
      </span>
    );
  }
  if (unsaved > 0)
    return <span role="status">{unsaved === 1 ? "1 field not saved yet" : `${unsaved} fields not saved yet`}</span>;
  return <span role="status">{editing.savedAt ? `Saved ${formatTime(editing.savedAt, zone)}` : null}</span>;
}

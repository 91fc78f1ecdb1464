"use client";

import { toast, undoToast } from "#/components/ui/toast-store.ts";
import type { JobLineView } from "#/domain/job-card.ts";
import { useScene } from "../card-context.tsx";
import { lineText } from "../fields.ts";
import { parseLine } from "../parse.ts";
import { sayRefusal } from "../refusal.ts";

/** Takes a line off the card; for ten seconds it can be put back, without its approval. */
export const useRemoveLine = (): ((line: JobLineView) => void) => {
  const { card, commands } = useScene();
  return (line) => {
    const again = parseLine(line, (field) => lineText(line, field, card.branch.currency), card.branch.currency);
    const name = <b className="font-strong">{line.description}</b>;
    commands.removeLines([line.id]).then(() => {
      if (!again.ok) return;
      undoToast(<>{name} removed</>, () => {
        commands.addLines([again.value]).then(() => {
          if (line.authorisationId !== null) toast(<>{name} is back. It needs approval again.</>, { mark: "warn" });
        }, sayRefusal);
      });
    }, sayRefusal);
  };
};

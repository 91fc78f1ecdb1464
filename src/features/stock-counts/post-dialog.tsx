"use client";

import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { formatMoney } from "#/domain/money.ts";
import { countName, type StockCountView } from "#/domain/stock-count.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { partsWords } from "./count-text.ts";
import { useCountCommand } from "./use-count-command.ts";

export type ShortCard = { jobCardId: string; jobCardNumber: number; plate: string };

/** What posting will do, before it does: it cannot be taken back. */
export function PostDialog({
  count,
  onClose,
  onPosted,
}: {
  count: StockCountView;
  onClose: () => void;
  onPosted: (cards: readonly ShortCard[]) => void;
}) {
  const trpc = useTRPC();
  const command = useCountCommand();
  const post = useMutation(trpc.stockCount.post.mutationOptions());
  const { branch, worth, differing, lines, counted, again, short } = count;
  const money = (minor: number) => formatMoney(minor, branch.currency, branch.locale);
  const left = lines - counted;
  return (
    <ConfirmDialog
      action="Post count"
      busy={command.busy && "Posting"}
      cancel="Keep counting"
      description={
        again > 0
          ? `${partsWords(again)} must be counted again first: they stand under Differ.`
          : "The books are brought to what was counted, part by part. What moved since a part was counted stays as it is."
      }
      onAction={() =>
        void command
          .run((idempotencyKey) => post.mutateAsync({ stockCountId: count.id, version: count.version, idempotencyKey }))
          .then((answer) => (answer === null ? undefined : onPosted(answer.cards)))
      }
      onOpenChange={(stays) => (stays ? undefined : onClose())}
      open
      ready={again === 0 && counted > 0}
      title={`Post ${countName(count.number)}?`}
    >
      <ul className="list-disc space-y-1 pl-5">
        <li>
          {differing === 0 ? "Nothing differs: no stock moves." : `${partsWords(differing)} differ from the books.`}
        </li>
        {worth === undefined || differing === 0 ? null : (
          <li>
            {money(worth.missingMinor)} missing, {money(worth.overMinor)} over, at average cost:{" "}
            <b className="font-strong">
              {worth.overMinor >= worth.missingMinor
                ? `${money(worth.overMinor - worth.missingMinor)} more`
                : `${money(worth.missingMinor - worth.overMinor)} shrinkage`}
            </b>
            .
          </li>
        )}
        {short === 0 ? null : (
          <li className="text-warn">
            {partsWords(short)}: fewer than job cards hold. The card that was opened last lets go, and is short.
          </li>
        )}
        {left === 0 ? null : <li>{partsWords(left)} not counted: they stay as they are.</li>}
      </ul>
      {command.refusal ? (
        <p className="mt-3 text-bad" role="alert">
          {command.refusal.sentence}
        </p>
      ) : null}
    </ConfirmDialog>
  );
}

"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "#/components/ui/button.tsx";
import { DialogFooter } from "#/components/ui/dialog.tsx";
import { ButtonLink } from "#/components/ui/link.tsx";
import type { CompletionView } from "#/domain/job-card.ts";
import { formatMoney } from "#/domain/money.ts";
import { useFormats, useScene } from "../card-context.tsx";

/** What the dialog becomes once the work is committed: the invoice, and what follows as it arrives. */
export function Completed({
  completion,
  run,
  onClose,
}: {
  completion: CompletionView;
  run: ReactNode;
  onClose: () => void;
}) {
  const { card } = useScene();
  const open = useRef<HTMLAnchorElement>(null);
  useEffect(() => open.current?.focus(), []);
  const total = formatMoney(completion.totalMinor, completion.currency, card.branch.locale);
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
        <p className="mb-4" role="status">
          Invoice <b className="font-strong">{completion.invoiceNumber}</b> over <b className="font-strong">{total}</b>{" "}
          is issued. What follows arrives by itself; this can be closed.
        </p>
        {run}
      </div>
      <DialogFooter note="Lines are closed now.">
        <Button hint="Esc" onClick={onClose}>
          Close
        </Button>
        <ButtonLink href={`/invoices/${completion.invoiceId}`} look="primary" ref={open}>
          Open invoice
        </ButtonLink>
      </DialogFooter>
    </>
  );
}

/** Somebody else was first: what they did stands here, and nothing is done twice. */
export function ClosedMeanwhile({ run, onClose }: { run: ReactNode; onClose: () => void }) {
  const { card } = useScene();
  const { moment } = useFormats();
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
        <p className="mb-4" role="alert">
          {card.status === "CANCELLED"
            ? `The card was cancelled at ${moment(card.statusSince)}. Nothing was invoiced.`
            : `Somebody completed the card at ${moment(card.completedAt ?? card.statusSince)}. Nothing was done twice.`}
        </p>
        {run}
      </div>
      <DialogFooter>
        <Button hint="Esc" onClick={onClose}>
          Close
        </Button>
        {card.invoice ? (
          <ButtonLink href={`/invoices/${card.invoice.id}`} look="primary">
            Open invoice {card.invoice.number}
          </ButtonLink>
        ) : null}
      </DialogFooter>
    </>
  );
}

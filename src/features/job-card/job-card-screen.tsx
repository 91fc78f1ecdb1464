"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { type CardScene, CardSceneProvider } from "./card-context.tsx";
import { CardFacts } from "./card-facts.tsx";
import { CardFields } from "./card-fields.tsx";
import { CardHeader } from "./card-header.tsx";
import { LinesPanel } from "./lines/lines-panel.tsx";
import { liveTotals } from "./live-totals.ts";
import { PrintSignatures } from "./print-signatures.tsx";
import { useCommands } from "./use-commands.ts";
import { useEditing } from "./use-editing.ts";

const PreflightDialog = dynamic(() => import("./preflight/preflight-dialog.tsx").then((file) => file.PreflightDialog), {
  ssr: false,
});
const ApproveDialog = dynamic(() => import("./approve-dialog.tsx").then((file) => file.ApproveDialog), { ssr: false });
const PlaceDialog = dynamic(() => import("./place-dialog.tsx").then((file) => file.PlaceDialog), { ssr: false });
const DepositDialog = dynamic(() => import("./take-deposit.tsx").then((file) => file.TakeDeposit), { ssr: false });
const ReopenDialog = dynamic(() => import("./reopen-dialog.tsx").then((file) => file.ReopenDialog), { ssr: false });
const CancelDialog = dynamic(() => import("./cancel-dialog.tsx").then((file) => file.CancelDialog), { ssr: false });

type OpenDialog =
  | { kind: "complete" }
  | { kind: "approve"; lineIds: string[] }
  | { kind: "place" }
  | { kind: "cancel" }
  | { kind: "deposit" }
  | { kind: "reopen" };

/**
 * One job card. `notes` is what was written on it, `messages` what the customer was sent about it, `rail` its timeline and `run` the newest run alone,
 * all given by the page because they belong to other nouns; `completeOnOpen` opens the pre-flight at once.
 */
export function JobCardScreen({
  jobCardId,
  notes,
  messages,
  rail,
  run,
  completeOnOpen,
}: {
  jobCardId: string;
  notes: ReactNode;
  messages: ReactNode;
  rail: ReactNode;
  run: ReactNode;
  completeOnOpen: boolean;
}) {
  const trpc = useTRPC();
  const { data: card } = useSuspenseQuery(trpc.jobCard.byId.queryOptions({ jobCardId }));
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const commands = useCommands(jobCardId, card.version);
  const editing = useEditing(card, commands);
  const may = useRights();
  const open = isOpen(card.status);
  const preflight = useQuery(trpc.jobCard.preflight.queryOptions({ jobCardId }, { enabled: may.complete && open }));

  const [dialog, setDialog] = useState<OpenDialog | null>(
    completeOnOpen && open && may.complete ? { kind: "complete" } : null,
  );
  const [adding, setAdding] = useState(false);
  const close = useCallback(() => {
    setDialog(null);
    // The address no longer asks for the pre-flight.
    if (window.location.search.includes("complete=")) window.history.replaceState(null, "", window.location.pathname);
  }, []);
  const show = {
    complete: () => setDialog({ kind: "complete" }),
    approve: (lineIds: string[] = []) => setDialog({ kind: "approve", lineIds }),
    place: () => setDialog({ kind: "place" }),
    cancel: () => setDialog({ kind: "cancel" }),
    deposit: () => setDialog({ kind: "deposit" }),
    reopen: () => setDialog({ kind: "reopen" }),
    add: () => {
      setDialog(null);
      setAdding(true);
    },
  };
  useHotkeys([
    { keys: "Alt+C", label: "complete", enabled: open && may.complete, run: show.complete },
    { keys: "Alt+N", label: "add a line", enabled: open && may.edit, run: show.add },
    { keys: "Mod+Enter", label: "save", enabled: open && may.edit, run: editing.commitAll },
  ]);

  const scene: CardScene = { card, commands, editing, may, now, totals: liveTotals(card, editing.lineText) };
  return (
    <CardSceneProvider scene={scene}>
      <div className="shrink-0 border-b bg-surface print:border-0">
        <CardHeader
          onApprove={() => show.approve()}
          onCancel={show.cancel}
          onComplete={show.complete}
          onDeposit={show.deposit}
          onPlace={show.place}
          onReopen={show.reopen}
        />
        <CardFacts
          onAdd={show.add}
          onApprove={() => show.approve()}
          onComplete={show.complete}
          preflight={open ? preflight.data : undefined}
        />
      </div>
      <div
        className={cn(
          "min-[1360px]:grid min-[1360px]:min-h-0 min-[1360px]:flex-1 print:block",
          rail ? "min-[1360px]:grid-cols-[minmax(0,1fr)_348px]" : "min-[1360px]:grid-cols-1",
        )}
        data-print="flow"
      >
        <div className="min-w-0 px-4 pt-2.5 pb-6 max-sm:px-3 min-[1360px]:overflow-y-auto print:p-0" data-print="flow">
          <LinesPanel adding={adding} onAdding={setAdding} onApprove={show.approve} />
          <div data-print="hide">{notes}</div>
          <div data-print="hide">{messages}</div>
          <div className="mt-4" data-print="hide">
            <CardFields />
          </div>
          <PrintSignatures />
        </div>
        {rail ? (
          <div
            className="border-line bg-surface max-[1359px]:border-t min-[1360px]:overflow-y-auto min-[1360px]:border-l"
            data-print="hide"
          >
            {rail}
          </div>
        ) : null}
      </div>
      {open && may.complete ? (
        <div className="sticky bottom-0 z-20 border-t bg-surface p-3 md:hidden" data-print="hide">
          <Button className="w-full" look="primary" onClick={show.complete} size="lg">
            {preflight.data && preflight.data.unmet.length > 0
              ? `Complete, ${preflight.data.unmet.length} to fix`
              : "Complete"}
          </Button>
        </div>
      ) : null}
      {dialog?.kind === "complete" ? <PreflightDialog onAddLine={show.add} onClose={close} run={run} /> : null}
      {dialog?.kind === "approve" ? <ApproveDialog lineIds={dialog.lineIds} onClose={close} /> : null}
      {dialog?.kind === "place" ? <PlaceDialog onClose={close} /> : null}
      {dialog?.kind === "cancel" ? <CancelDialog onClose={close} /> : null}
      {dialog?.kind === "deposit" ? <DepositDialog onClose={close} /> : null}
      {dialog?.kind === "reopen" ? <ReopenDialog onClose={close} /> : null}
    </CardSceneProvider>
  );
}

const useRights = (): CardScene["may"] => ({
  edit: useMay("job_card.edit"),
  done: useMay("job_line.done"),
  move: useMay("job_card.move"),
  assign: useMay("job_card.assign"),
  approve: useMay("job_card.approve"),
  complete: useMay("job_card.complete"),
  receive: useMay("stock.receive"),
  take: useMay("payment.take"),
  credit: useMay("invoice.credit"),
});

"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Button, buttonClass } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { type ImportView, importKeptDays, importNounWords, troubled, workedOn } from "#/domain/import.ts";
import { formatWhole } from "#/domain/money.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { MappingForm } from "./mapping-form.tsx";
import { RowTable } from "./row-table.tsx";
import { useImportWork } from "./use-import.ts";
import { reported, rowsText, rowWords, stateWords, whenText } from "./words.ts";

/** While rows are worked on they are asked for, should the live stream be away. */
const askAgainMs = 1500;

/** One file from its columns to its undoing. */
export function ImportScreen({ importId }: { importId: string }) {
  const trpc = useTRPC();
  const { branch } = useShell();
  const shown = useSuspenseQuery({
    ...trpc.import.byId.queryOptions({ importId }),
    refetchInterval: ({ state }) => (state.data !== undefined && workedOn(state.data.state) ? askAgainMs : false),
  }).data;
  const work = useImportWork(importId);
  const words = importNounWords[shown.noun];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <TextLink href="/settings/import">All imports</TextLink>
        <h2 className="min-w-0 break-words text-dialog-title">{shown.fileName}</h2>
        <p className="text-ink-3">
          {rowsText(shown.rows)} of {words.many}, brought in by {shown.createdByName} on{" "}
          {whenText(shown.createdAt, branch.zone)}
        </p>
      </div>
      {shown.forgotten ? (
        <p className="text-ink-2">
          The rows of this file were removed {importKeptDays} days after it was last worked on. What it has brought
          stands; to bring more in, import the file again.
        </p>
      ) : shown.state === "READ" || shown.state === "CHECKED" ? (
        <MappingForm busy={work.busy} onCheck={work.check} refusal={work.sentence} shown={shown} />
      ) : null}
      {shown.state === "READ" ? null : <Progress shown={shown} work={work} />}
      {shown.forgotten || shown.state === "READ" || workedOn(shown.state) ? null : <RowTable shown={shown} />}
    </div>
  );
}

function Progress({ shown, work }: { shown: ImportView; work: ReturnType<typeof useImportWork> }) {
  const { branch } = useShell();
  const [asking, setAsking] = useState(false);
  const { counts, state } = shown;
  const figures = reported[state].filter((each) => counts[each] > 0);
  const wrong = troubled.reduce((sum, each) => sum + counts[each], 0);
  const due = counts.NEW + counts.CHANGE;
  const working = workedOn(state);
  return (
    <Panel aria-label="State of the import">
      <PanelHead
        end={
          wrong > 0 && !working && !shown.forgotten ? (
            <a className={buttonClass("default", "sm")} download href={`/api/files/imports/${shown.id}/errors`}>
              Errors as CSV
            </a>
          ) : null
        }
        title={stateWords[state]}
      />
      <div className="flex flex-col gap-3 border-t px-4 py-4">
        {working ? (
          <>
            <progress
              aria-label={stateWords[state]}
              className="h-2 w-full max-w-[480px] accent-accent"
              max={shown.rows}
              value={shown.doneRows}
            />
            <p aria-live="polite" role="status">
              {formatWhole(shown.doneRows)} of {rowsText(shown.rows)}. You can leave this page: it goes on, also after a
              restart of the server.
            </p>
          </>
        ) : null}
        {shown.stopped === null ? null : (
          <FailedPart title="The work has stopped.">
            {shown.stopped} What was done stands. <TextLink href="/operations">Try again from the operations</TextLink>
          </FailedPart>
        )}
        <p aria-live="polite" role="status">
          {figures.length === 0
            ? "No row has been looked at yet."
            : figures.map((each) => `${rowWords[each]} ${formatWhole(counts[each])}`).join(" · ")}
        </p>
        {work.sentence !== null && state !== "CHECKED" ? (
          <p className="text-bad" role="alert">
            {work.sentence}
          </p>
        ) : null}
        {state === "CHECKED" && !shown.forgotten ? (
          <div className="flex flex-wrap items-center gap-3">
            <Button busy={work.busy ? "Beginning" : false} disabled={due === 0} look="primary" onClick={work.run}>
              {due === 0 ? "Nothing to import" : `Import ${rowsText(due)}`}
            </Button>
            <p className="text-ink-3">
              {counts.ERROR === 0
                ? "Each row does what is shown below, or nothing."
                : `${rowsText(counts.ERROR)} with errors ${counts.ERROR === 1 ? "is" : "are"} left out.`}
            </p>
          </div>
        ) : null}
        {shown.undoUntil !== null && counts.CREATED + counts.CHANGED > 0 ? (
          <div className="flex flex-wrap items-center gap-3">
            <Button busy={work.busy ? "Beginning" : false} onClick={() => setAsking(true)}>
              Undo the import
            </Button>
            <p className="text-ink-3">Possible until {whenText(shown.undoUntil, branch.zone)}.</p>
            <ConfirmDialog
              action="Undo the import"
              cancel="Keep it"
              danger
              description={`${rowsText(counts.CREATED)} that were added are removed and ${rowsText(counts.CHANGED)} that were changed become as before. What later work leans on is kept, and says why.`}
              onAction={() => {
                setAsking(false);
                work.undo();
              }}
              onOpenChange={setAsking}
              open={asking}
              title={`Undo the import of ${shown.fileName}?`}
            />
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

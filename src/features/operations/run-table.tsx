"use client";

import type { Ref } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Initials } from "#/components/ui/initials.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { RunGlyph } from "#/components/ui/status-glyph.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatWhole } from "#/domain/money.ts";
import type { RunRowView } from "#/domain/operation-list.ts";
import { formatNear, formatTimeToSecond, isoDateIn } from "#/domain/time.ts";
import { effectsOf, markOf, stepsOf, tookOf, whatOf } from "./run-words.ts";
import type { useRunList } from "./use-operations.ts";

/** One row a run: when, what, by whom, where, and how far it and its effects have come. */
export function RunTable({
  list,
  openId,
  onOpen,
  onPointed,
  ref,
}: {
  list: ReturnType<typeof useRunList>;
  openId: string | null;
  onOpen: (runId: string) => void;
  onPointed: (runId: string) => void;
  ref: Ref<HTMLTableElement>;
}) {
  const { branches } = useShell();
  // With the pane open the list keeps what tells runs apart.
  const wide = openId === null ? "max-lg:hidden" : "max-[1360px]:hidden";
  const { runs, loading, loadMore, failed } = list;
  return (
    <>
      <Table className={cn("min-h-0 flex-1 rounded-none border-0", list.stale && "opacity-60")} label="Runs" ref={ref}>
        <TableHead>
          <tr>
            <HeadCell className="w-9">
              <span className="sr-only">How it stands</span>
            </HeadCell>
            <HeadCell>Started</HeadCell>
            <HeadCell>Operation</HeadCell>
            <HeadCell className="max-sm:hidden">What</HeadCell>
            <HeadCell className="max-md:hidden">By</HeadCell>
            {branches.length > 1 ? <HeadCell className={wide}>Branch</HeadCell> : null}
            <HeadCell className={wide} numeric>
              Steps
            </HeadCell>
            <HeadCell className={wide} numeric>
              Took
            </HeadCell>
            <HeadCell numeric>Effects</HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {runs.map((run) => (
            <RunRow
              key={run.id}
              onOpen={onOpen}
              onPointed={onPointed}
              open={run.id === openId}
              run={run}
              several={branches.length > 1}
              wide={wide}
            />
          ))}
        </TableBody>
      </Table>
      <ListFoot className="border-t" failed={failed} loading={loading} loadMore={loadMore}>
        {runs.length === 1 ? "1 run" : `${formatWhole(runs.length)} runs`}
        {loadMore ? " shown" : null}
      </ListFoot>
    </>
  );
}

function RunRow({
  run,
  open,
  onOpen,
  onPointed,
  several,
  wide,
}: {
  run: RunRowView;
  open: boolean;
  onOpen: (runId: string) => void;
  onPointed: (runId: string) => void;
  several: boolean;
  wide: string;
}) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const today = isoDateIn(run.startedAt, branch.zone) === isoDateIn(now, branch.zone);
  const effects = effectsOf(run);
  const odd = run.state !== "COMPLETED";
  return (
    <Row className="cursor-pointer" onClick={() => onOpen(run.id)} state={open ? "selected" : null}>
      <Cell>
        <RunGlyph className="inline-block" state={markOf(run)} />
      </Cell>
      <Cell className="whitespace-nowrap text-ink-2">
        <time dateTime={run.startedAt.toISOString()}>
          {today ? formatTimeToSecond(run.startedAt, branch.zone) : formatNear(run.startedAt, branch.zone, now)}
        </time>
      </Cell>
      <Cell className="whitespace-nowrap max-sm:w-full max-sm:max-w-0">
        <button
          aria-current={open || undefined}
          className="touch-target relative -mx-1 min-h-6 rounded-chip px-1 text-left font-medium hover:underline max-sm:max-w-full max-sm:truncate"
          data-row={run.id}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(run.id);
          }}
          onFocus={() => onPointed(run.id)}
          type="button"
        >
          {run.title}
        </button>
        <span className="block truncate pb-1 text-dense text-ink-2 sm:hidden">{whatOf(run)}</span>
      </Cell>
      <Cell className="w-full max-w-0 truncate max-sm:hidden">{whatOf(run)}</Cell>
      <Cell className="max-md:hidden">
        <Initials name={run.actorName} />
      </Cell>
      {several ? <Cell className={cn("whitespace-nowrap text-ink-2", wide)}>{run.branchName ?? "—"}</Cell> : null}
      <Cell className={cn(odd && "font-medium", run.state === "SUSPENDED" && "text-warn", wide)} numeric>
        {stepsOf(run)}
      </Cell>
      <Cell className={cn("text-ink-2", wide)} numeric>
        {tookOf(run.durationMs)}
      </Cell>
      <Cell className={effects.tone === "bad" ? "font-strong text-bad" : "text-ink-2"} numeric>
        {effects.text}
      </Cell>
    </Row>
  );
}

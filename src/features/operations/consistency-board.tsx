"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { SkeletonPart } from "#/components/ui/skeleton.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { uuidv7 } from "#/domain/ids.ts";
import {
  findingLimit,
  type InvariantAnswer,
  type InvariantId,
  type InvariantsView,
  invariantIds,
  invariantWords,
} from "#/domain/invariants.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { answerMarks, tally, targetLink, verifiedWords } from "./invariant-words.ts";

const whileRunningMs = 400;
const otherwiseMs = 60_000;
const historyShown = 14;

/** What must be true of the data, one sentence each: as last verified, with the rows that break it. */
export function ConsistencyBoard() {
  const trpc = useTRPC();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const [asking, setAsking] = useState(false);
  const { data } = useSuspenseQuery({
    ...trpc.operation.invariants.queryOptions(),
    refetchInterval: ({ state }) => (asking || state.data?.running ? whileRunningMs : otherwiseMs),
  });
  const { latest } = data;
  const answers = latest?.answers ?? [];
  const verified = latest === null ? null : verifiedWords(latest, branch.zone, now);
  return (
    <section aria-label="Consistency of the data" className={boardClass}>
      <Words answers={answers} />
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1.5 text-dense text-ink-3">
        <span>{latest === null ? "Not verified yet. The first night does it, within the hour." : tally(answers)}</span>
        {verified === null ? null : (
          <span className={cn("inline-flex items-center gap-1.5", verified.stale && "font-medium text-warn")}>
            {verified.stale ? <Glyph shape="triangle" tone="warn" /> : null}
            {verified.text}
          </span>
        )}
        <History history={data.history} now={now} zone={branch.zone} />
        <Verify onAsking={setAsking} running={data.running} />
      </div>
      {data.failed === null ? null : (
        <p className="mt-1.5 text-dense text-warn">
          The check of {formatMoment(data.failed.at, branch.zone, now)} came to no answer. {data.failed.reason}
        </p>
      )}
      {answers.map((answer) => (answer.state === "broken" ? <Broken answer={answer} key={answer.id} /> : null))}
    </section>
  );
}

const boardClass = "shrink-0 rounded-panel border bg-surface px-3.5 py-2.5";
const wordsClass =
  "grid grid-cols-[repeat(4,auto)] justify-between gap-x-3 gap-y-0.5 max-lg:grid-cols-2 max-sm:grid-cols-1";

function Words({ answers }: { answers: readonly InvariantAnswer[] }) {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return (
    <ul className={wordsClass}>
      {invariantIds.map((id) => (
        <Word answer={byId.get(id) ?? null} id={id} key={id} />
      ))}
    </ul>
  );
}

function Word({ id, answer }: { id: InvariantId; answer: InvariantAnswer | null }) {
  const mark = answer === null ? null : answerMarks[answer.state];
  const broken = answer?.state === "broken";
  return (
    <li
      className={cn("flex min-h-6 items-center gap-2 text-dense", broken && "font-medium text-bad")}
      data-invariant={id}
      title={invariantWords[id].title}
    >
      {mark === null ? (
        <Glyph label="not verified yet" shape="dashedRing" tone="ink-3" />
      ) : (
        <Glyph label={mark.word} shape={mark.shape} tone={mark.tone} />
      )}
      <span className={cn("w-6 shrink-0", broken ? "text-bad" : "text-ink-3")}>{id}</span>
      <span className="min-w-0">
        {invariantWords[id].short}
        {answer?.state === "held (not yet)" ? <span className="text-ink-3"> (not yet)</span> : null}
        {answer?.state === "not told" ? <span className="text-warn"> (not told)</span> : null}
      </span>
    </li>
  );
}

const rowsAtFirst = 3;

/** The rows that break one, each with the page where it is looked at. */
function Broken({ answer: { id, rows } }: { answer: InvariantAnswer }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, rowsAtFirst);
  const more = rows.length >= findingLimit ? `the first ${rows.length}` : `all ${rows.length}`;
  return (
    <div className="mt-2.5 border-t pt-2.5" data-broken={id}>
      <h3 className="font-strong text-bad">
        {id}: {invariantWords[id].title}
      </h3>
      <ul className="mt-1 space-y-1">
        {shown.map(({ what, place, target }) => (
          <li className="flex flex-wrap items-baseline gap-x-3" key={`${what} ${place}`}>
            <span className="min-w-0 break-words">
              <span className="text-ink">{sentence(what)}</span> <span className="text-ink-2">{sentence(place)}</span>
            </span>
            {target === null ? null : <TextLink href={targetLink(target).href}>{targetLink(target).label}</TextLink>}
          </li>
        ))}
      </ul>
      {rows.length > rowsAtFirst && !all ? (
        <Button className="mt-1.5" onClick={() => setAll(true)} size="sm">
          Show {more}
        </Button>
      ) : null}
    </div>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The checks of late, oldest first: a tick each, or the octagon with what was broken. */
function History({ history, now, zone }: { history: InvariantsView["history"]; now: Date; zone: string }) {
  const shown = history.slice(0, historyShown).reverse();
  if (shown.length < 2) return null;
  return (
    <ol aria-label="The checks of late" className="flex items-center gap-1">
      {shown.map(({ id, at, broken, untold }) => {
        const when = formatMoment(at, zone, now);
        const word =
          broken.length > 0
            ? `${when}: ${broken.join(", ")} broken`
            : untold > 0
              ? `${when}: ${untold} not told`
              : `${when}: held`;
        const mark = answerMarks[broken.length > 0 ? "broken" : untold > 0 ? "not told" : "held"];
        return (
          <li className="flex" key={id} title={word}>
            <Glyph label={word} shape={mark.shape} size={12} tone={mark.tone} />
          </li>
        );
      })}
    </ol>
  );
}

type Running = InvariantsView["running"];

function Verify({ running, onAsking }: { running: Running; onAsking: (asking: boolean) => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayVerify = useMay("operation.verify");
  const verify = useMutation(
    trpc.operation.verify.mutationOptions({
      onMutate: () => onAsking(true),
      onSettled: async () => {
        onAsking(false);
        await queries.invalidateQueries({ queryKey: trpc.operation.invariants.queryKey() });
      },
    }),
  );
  const busy = verify.isPending || running !== null ? progress(running) : null;
  const refusal = errorOf(verify.error)?.sentence ?? null;
  return (
    <span className="ml-auto inline-flex flex-wrap items-center justify-end gap-x-3 gap-y-1.5 max-sm:ml-0">
      {refusal === null || verify.isPending ? null : (
        <span className="text-warn" role="status">
          {refusal}
        </span>
      )}
      {mayVerify ? (
        <Button
          busy={busy}
          className="min-w-[152px]"
          onClick={() => verify.mutate({ idempotencyKey: uuidv7() })}
          size="sm"
        >
          <ShieldCheck aria-hidden size={13} strokeWidth={2} />
          Verify now
        </Button>
      ) : busy === null ? null : (
        <span role="status">{busy}</span>
      )}
    </span>
  );
}

const progress = (running: Running): string => `Verifying, ${running?.asked ?? 0} of ${invariantIds.length}`;

/** The same box with its words; only the answers are to come. */
export function ConsistencySkeleton() {
  return (
    <SkeletonPart className={boardClass} label="The consistency of the data is loading">
      <ul className={wordsClass}>
        {invariantIds.map((id) => (
          <li className="flex min-h-6 items-center gap-2 text-dense" key={id}>
            <span aria-hidden className="size-3.5 shrink-0 animate-late rounded-chip bg-ghost" />
            <span className="w-6 shrink-0 text-ink-3">{id}</span>
            <span className="min-w-0">{invariantWords[id].short}</span>
          </li>
        ))}
      </ul>
      <div className="mt-2 h-[26px]" />
    </SkeletonPart>
  );
}

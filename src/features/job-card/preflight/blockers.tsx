"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import type { PreflightView } from "#/domain/job-card.ts";
import { useFormats, useScene } from "../card-context.tsx";
import { Fix } from "./fix.tsx";
import { metFacts, passedWords } from "./met-words.ts";

type Unmet = PreflightView["unmet"][number];

/** Every blocker with its mend, warnings, and what has passed. */
export function Blockers({
  preflight,
  checkedAt,
  onAddLine,
  firstControl,
}: {
  preflight: PreflightView;
  checkedAt: string;
  onAddLine: () => void;
  firstControl: RefObject<HTMLButtonElement | null>;
}) {
  const { card } = useScene();
  const { moment, money, count } = useFormats();
  const [open, setOpen] = useState<Unmet["name"] | null>(null);
  const { unmet, met, warnings } = preflight;
  const warningsPart = warnings.length > 0 ? <Warnings warnings={warnings} /> : null;
  if (unmet.length === 0) {
    return (
      <>
        <h3 className="text-section">Nothing stops this</h3>
        <p className="text-dense text-ink-3">
          All {met.length} conditions hold, checked {checkedAt}.
        </p>
        <ul className="mt-2.5 divide-y divide-line rounded-control border px-3">
          {met.map((name) => {
            const fact = metFacts[name](card, { moment, money, count });
            return (
              <li className="flex items-center gap-2.5 py-1.5" key={name}>
                <Glyph shape="tick" tone="ok" />
                <span className="min-w-0 flex-1">{fact.title}</span>
                <span className="text-dense text-ink-3">{fact.detail}</span>
              </li>
            );
          })}
        </ul>
        {warningsPart}
      </>
    );
  }
  return (
    <>
      <h3 className="text-section">{unmet.length === 1 ? "1 thing stops this" : `${unmet.length} things stop this`}</h3>
      <p className="text-dense text-ink-3">Each opens where you can fix it. This list updates as you go.</p>
      <ul className="mt-2.5 flex flex-col gap-1.5">
        {unmet.map((blocker, index) => (
          <Blocker
            blocker={blocker}
            key={blocker.name}
            onAddLine={onAddLine}
            onToggle={() => setOpen(open === blocker.name ? null : blocker.name)}
            open={open === blocker.name}
            trigger={index === 0 ? firstControl : undefined}
          />
        ))}
      </ul>
      {warningsPart}
      {met.length > 0 ? (
        <p className="mt-3 flex items-start gap-2 text-dense text-ink-3">
          <Glyph className="mt-px" shape="tick" tone="ok" />
          <span>Passed: {met.map((name) => passedWords[name]).join(", ")}</span>
        </p>
      ) : null}
    </>
  );
}

function Blocker({
  blocker,
  open,
  onToggle,
  onAddLine,
  trigger,
}: {
  blocker: Unmet;
  open: boolean;
  onToggle: () => void;
  onAddLine: () => void;
  trigger?: RefObject<HTMLButtonElement | null>;
}) {
  const mend = useRef<HTMLDivElement>(null);
  // The cursor goes to the field that mends it; the dialog stays.
  useEffect(() => {
    if (open) mend.current?.querySelector<HTMLElement>("input:not(:disabled), select, textarea, button")?.focus();
  }, [open]);
  const id = `mend-${blocker.name}`;
  return (
    <li className="rounded-control border border-bad-mark/60 bg-bad-soft" data-blocker={blocker.name}>
      <div className="flex items-start gap-2.5 px-3 py-2">
        <Glyph className="mt-0.5" shape="octagon" tone="bad" />
        <div className="min-w-0 flex-1">
          <p className="font-strong">{blocker.title}</p>
          <p className="text-dense text-ink-2">{blocker.detail}</p>
        </div>
        <LinkButton aria-controls={id} aria-expanded={open} className="text-dense" onClick={onToggle} ref={trigger}>
          {blocker.fix.label}
          <span className="sr-only">: {blocker.title}</span>
        </LinkButton>
      </div>
      {open ? (
        <div className={cn("rounded-b-[5px] border-bad-mark/30 border-t bg-surface px-3 py-3")} id={id} ref={mend}>
          <Fix blocker={blocker} onAddLine={onAddLine} />
        </div>
      ) : null}
    </li>
  );
}

function Warnings({ warnings }: { warnings: PreflightView["warnings"] }) {
  return (
    <>
      <h3 className="mt-4 text-section">Worth a look</h3>
      <ul className="mt-2 flex flex-col gap-1.5">
        {warnings.map((warning) => (
          <li
            className="flex items-start gap-2.5 rounded-control border bg-surface px-3 py-2"
            key={`${warning.lineId} ${warning.title}`}
          >
            <Glyph className="mt-0.5" shape="triangle" tone="warn" />
            <div className="min-w-0 flex-1">
              <p className="font-strong">{warning.title}</p>
              <p className="text-dense text-ink-2">{warning.detail}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

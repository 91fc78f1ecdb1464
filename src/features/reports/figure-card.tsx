import NextLink from "next/link";
import type { ReactNode } from "react";
import { cn } from "#/components/ui/cn.ts";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel } from "#/components/ui/panel.tsx";
import { type FigureName, figures } from "#/domain/report.ts";
import { changeText, type Money, valueText } from "./words.ts";

type Props = {
  figure: FigureName;
  now: number | null;
  before: number | null;
  /** "1 to 26 Oct 2026"; null when there is nothing before. */
  beforeWord: string | null;
  money: Money;
  href: string;
  /** Beside the number: "41 of 44 cards". */
  note?: string;
  children: ReactNode;
  table: ReactNode;
  className?: string;
};

/** A figure: its number, what it was before, over time, on what basis, and the way to its rows. */
export function FigureCard({ figure, now, before, beforeWord, money, href, note, children, table, className }: Props) {
  const { word, basis } = figures[figure];
  const change = changeText(figure, now, before);
  return (
    <Panel aria-labelledby={`figure-${figure}`} className={cn("flex min-w-0 flex-col gap-3 p-4", className)}>
      <div>
        <h2 className="text-section" id={`figure-${figure}`}>
          {word}
        </h2>
        <p className="mt-1 flex flex-wrap items-baseline gap-x-2.5">
          <NextLink className="text-amount wide hover:underline" href={href} prefetch={false}>
            {valueText(figure, now, money)}
          </NextLink>
          {note ? <span className="text-dense text-ink-2">{note}</span> : null}
        </p>
        <p className="min-h-[18px] text-dense text-ink-2">
          {beforeWord === null ? null : (
            <>
              {change === null ? null : (
                <>
                  <b className="font-strong text-ink">
                    {change.up === null ? null : <span aria-hidden>{change.up ? "▲ " : "▼ "}</span>}
                    {change.text}
                    {change.up === null ? "" : change.up ? " up" : " down"}
                  </b>
                  {" from "}
                </>
              )}
              {before === null ? "Nothing to reckon it from in" : `${valueText(figure, before, money)} in`} {beforeWord}
            </>
          )}
        </p>
      </div>
      {children}
      <p className="mt-auto text-dense text-ink-3">
        <b className="font-strong text-ink-2">Basis:</b> {basis}
      </p>
      <div className="flex items-start gap-4 text-dense">
        <details className="min-w-0 flex-1">
          <summary className="min-h-6 cursor-pointer text-ink-2 hover:text-ink">
            As a table<span className="sr-only">: {word}</span>
          </summary>
          {table}
        </details>
        <TextLink className="shrink-0" href={href} prefetch={false}>
          Rows behind it<span className="sr-only">: {word}</span>
        </TextLink>
      </div>
    </Panel>
  );
}

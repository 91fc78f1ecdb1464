"use client";

import NextLink from "next/link";
import { type KeyboardEvent, useState } from "react";
import { cn } from "#/components/ui/cn.ts";

/** One bar or point: what it is, how it reads, and the rows it leads to. */
export type Mark = {
  readonly key: string;
  readonly word: string;
  readonly value: number | null;
  readonly text: string;
  readonly href: string;
  /** Its time is not over. */
  readonly open: boolean;
};

type Props = {
  label: string;
  marks: readonly Mark[];
  /** Bars count from zero; points show a rate, of which zero says nothing. */
  shape: "bars" | "points";
  /** The same figure over the period before, as a dashed line. */
  before: number | null;
  tall?: boolean;
};

/**
 * A figure over time. Every mark is a link to its rows: one stop of Tab, then arrows. The mark that is pointed at is read out
 * above; a table with the same figures stands beneath.
 */
export function Chart({ label, marks, shape, before, tall = false }: Props) {
  const [pointed, setPointed] = useState<number | null>(null);
  const known = marks.flatMap(({ value }) => (value === null ? [] : [value]));
  const scale = scaleOf([...known, ...(shape === "points" && before !== null ? [before] : [])], shape);
  const highest = marks.reduce<number | null>(
    (best, { value }, at) => (value !== null && value > (best === null ? 0 : (marks[best]?.value ?? 0)) ? at : best),
    null,
  );
  const shown = marks[pointed ?? highest ?? -1];
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -marks.length, End: marks.length }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const links = event.currentTarget.parentElement?.querySelectorAll("a");
    const at = Math.min(marks.length - 1, Math.max(0, (pointed ?? 0) + by));
    links?.item(at).focus();
  };
  return (
    <figure aria-label={label} className="min-w-0">
      <p aria-hidden className="truncate text-dense text-ink-2">
        {shown === undefined || shown.value === null
          ? " "
          : `${pointed === null ? "Highest: " : ""}${shown.word}, ${shown.text}`}
      </p>
      <div className={cn("relative mt-1.5 border-line-strong border-b", tall ? "h-40" : "h-24")}>
        <span aria-hidden className="absolute inset-x-0 top-0 border-line border-t" />
        <span aria-hidden className="absolute inset-x-0 top-1/2 border-line border-t" />
        {shape === "points" && before !== null ? (
          <span
            aria-hidden
            className="absolute inset-x-0 border-ink-3 border-t border-dashed"
            style={{ bottom: `${scale(before) * 100}%` }}
          />
        ) : null}
        {shape === "points" ? <Line marks={marks} scale={scale} /> : null}
        <div className="absolute inset-0 flex">
          {marks.map((mark, at) => (
            <NextLink
              aria-label={`${mark.word}: ${mark.value === null ? "nothing" : mark.text}`}
              className="group relative h-full min-w-0 flex-1 focus-visible:-outline-offset-2"
              href={mark.href}
              key={mark.key}
              onBlur={() => setPointed(null)}
              onFocus={() => setPointed(at)}
              onKeyDown={move}
              onMouseEnter={() => setPointed(at)}
              onMouseLeave={() => setPointed(null)}
              prefetch={false}
              tabIndex={at === (pointed ?? marks.length - 1) ? 0 : -1}
            >
              <MarkShape mark={mark} scale={scale} shape={shape} />
            </NextLink>
          ))}
        </div>
      </div>
      <div aria-hidden className="mt-1 flex justify-between text-dense text-ink-3">
        <span>{marks[0]?.word}</span>
        {marks.length > 1 ? <span>{marks.at(-1)?.word}</span> : null}
      </div>
    </figure>
  );
}

type Scale = (value: number) => number;

/** From the floor to the ceiling as 0 to 1. Bars stand on zero; points leave air above and below what they show. */
const scaleOf = (values: readonly number[], shape: Props["shape"]): Scale => {
  const most = Math.max(...values, 0);
  const least = shape === "bars" ? Math.min(0, ...values) : Math.min(...values, most);
  const air = shape === "bars" ? 0 : (most - least) * 0.15 || most * 0.1 || 1;
  const [floor, ceiling] = shape === "bars" ? [least, most || 1] : [Math.max(0, least - air), most + air];
  return (value) => (value - floor) / (ceiling - floor || 1);
};

function MarkShape({ mark: { value, open }, scale, shape }: { mark: Mark; scale: Scale; shape: Props["shape"] }) {
  if (value === null) return null;
  if (shape === "points")
    return (
      <span
        className={cn(
          "absolute left-1/2 size-[7px] -translate-x-1/2 translate-y-1/2 rounded-full border-[1.5px] border-accent group-hover:scale-150 group-focus-visible:scale-150",
          open ? "bg-surface" : "bg-accent",
        )}
        style={{ bottom: `${scale(value) * 100}%` }}
      />
    );
  const [zero, at] = [scale(0), scale(value)];
  return (
    <span
      className={cn(
        "absolute left-1/2 w-[72%] max-w-10 -translate-x-1/2 rounded-t-[2px]",
        open ? "hatch border border-accent border-dashed" : value < 0 ? "border border-accent bg-surface" : "bg-accent",
        "group-hover:opacity-80",
      )}
      style={{
        bottom: `${Math.min(zero, at) * 100}%`,
        height: `max(${value === 0 ? 0 : 2}px, ${Math.abs(at - zero) * 100}%)`,
      }}
    />
  );
}

/** From point to point; what had nothing to be reckoned from, a day that was closed, is passed over. */
function Line({ marks, scale }: { marks: readonly Mark[]; scale: Scale }) {
  const points = marks.flatMap(({ value }, at) =>
    value === null ? [] : [`${((at + 0.5) / marks.length) * 100},${(1 - scale(value)) * 100}`],
  );
  return (
    <svg
      aria-hidden
      className="absolute inset-0 size-full overflow-visible"
      preserveAspectRatio="none"
      viewBox="0 0 100 100"
    >
      <polyline
        className="fill-none stroke-accent"
        points={points.join(" ")}
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

import NextLink from "next/link";
import { cn } from "#/components/ui/cn.ts";

export type AgeBar = {
  readonly key: string;
  readonly word: string;
  readonly amount: number;
  readonly text: string;
  readonly count: string;
  readonly href: string;
  /** The one thing that is said. */
  readonly main: boolean;
};

/** Amounts by age: each bar lies beside its word and its value, so that no colour says anything alone. */
export function AgeChart({ label, bars }: { label: string; bars: readonly AgeBar[] }) {
  const most = Math.max(...bars.map(({ amount }) => amount), 1);
  return (
    <ul aria-label={label} className="grid gap-1.5">
      {bars.map(({ key, word, amount, text, count, href, main }) => (
        <li key={key}>
          <NextLink className="group block rounded-chip focus-visible:outline-offset-2" href={href} prefetch={false}>
            <span className="flex items-baseline gap-2 text-dense">
              <span className="min-w-0 flex-1 truncate text-ink-2 group-hover:underline">{word}</span>
              <span className="text-ink-3">{count}</span>
              <span className={cn("min-w-20 text-right", main ? "font-strong" : "text-ink-2")}>{text}</span>
            </span>
            <span aria-hidden className="mt-0.5 block h-2 rounded-[2px] bg-sunken">
              <span
                className={cn("block h-full rounded-[2px]", main ? "bg-accent" : "border border-ink-3 bg-line")}
                style={{ width: amount <= 0 ? "0" : `max(3px, ${(amount / most) * 100}%)` }}
              />
            </span>
          </NextLink>
        </li>
      ))}
    </ul>
  );
}

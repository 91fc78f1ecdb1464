import { cn } from "./cn.ts";

const looks = {
  plain: "border-line-strong/60 bg-sunken text-ink-2",
  here: "border-transparent bg-note text-on-mark",
  nobody: "border-dashed border-control text-ink-3",
} as const;

/** First letters of the first and the last word: "Maya Okafor" → "MO". */
export const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const first = words.at(0)?.at(0) ?? "";
  const last = words.length > 1 ? (words.at(-1)?.at(0) ?? "") : "";
  return (first + last).toUpperCase();
};

export type InitialsProps = {
  /** Full name; nobody yet when absent. */
  name?: string | null;
  /** `here` for someone who is on this screen or card now. */
  look?: "plain" | "here";
  size?: "sm" | "md";
  /** Accessible name when nobody is assigned. */
  nobody?: string;
  /** True where the name stands beside it. */
  decorative?: boolean;
  className?: string;
};

/** A person as two letters; dashed when it is nobody yet. */
export function Initials({
  name,
  look = "plain",
  size = "sm",
  nobody = "Nobody yet",
  decorative = false,
  className,
}: InitialsProps) {
  return (
    <span
      className={cn(
        "inline-flex shrink-0 items-center justify-center rounded-chip border text-mini font-strong wide",
        size === "sm" ? "h-5 min-w-[22px] px-[3px]" : "h-[26px] min-w-[28px] px-1",
        name ? looks[look] : looks.nobody,
        className,
      )}
      title={decorative ? undefined : (name ?? nobody)}
    >
      <span aria-hidden>{name ? initialsOf(name) : "+"}</span>
      {decorative ? null : <span className="sr-only">{name ?? nobody}</span>}
    </span>
  );
}

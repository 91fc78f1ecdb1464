import type { ReactNode } from "react";

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");

/** Whose page it is: the only place that wears the workshop's colour. */
export function TenantBar({ name, colour, children }: { name: string; colour: string; children?: ReactNode }) {
  return (
    <header className="border-line border-b">
      <div className="mx-auto flex min-h-14 w-full max-w-[480px] items-center gap-2.5 px-5 py-2">
        <span
          aria-hidden
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-control font-strong text-[11px]"
          style={{ backgroundColor: colour, color: "#fff" }}
        >
          {initialsOf(name)}
        </span>
        <span className="min-w-0 flex-1 font-title">{name}</span>
        {children}
      </div>
    </header>
  );
}

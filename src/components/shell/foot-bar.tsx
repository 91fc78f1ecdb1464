import type { ReactNode } from "react";
import { Keys } from "#/components/ui/kbd.tsx";
import { KeysButton } from "./keys-help.tsx";
import { LiveMark } from "./live-mark.tsx";

/** 36 high, last in a screen: what is going on and the keys of the moment at the left, live state at the right. */
export function FootBar({ children, here }: { children?: ReactNode; here?: ReactNode }) {
  return (
    <footer
      className="flex h-9 shrink-0 items-center gap-4 overflow-hidden whitespace-nowrap border-t bg-surface px-4 text-dense text-ink-2 max-sm:hidden"
      data-print="hide"
    >
      {children}
      <span className="ml-auto flex items-center gap-4">
        <LiveMark />
        {here}
        <KeysButton />
      </span>
    </footer>
  );
}

/** A key of the moment and what it does. */
export const FootHint = ({ caps, children }: { caps: readonly string[]; children: string }) => (
  <span className="inline-flex items-center gap-1.5 max-lg:hidden pointer-coarse:hidden">
    <Keys keys={caps} />
    {children}
  </span>
);

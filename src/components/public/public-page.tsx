import type { ReactNode } from "react";

/** One column that fits a phone: whose page it is on top, the one thing to do in a dock below. */
export function PublicPage({
  bar,
  children,
  dock,
  scripted = false,
}: {
  bar: ReactNode;
  children: ReactNode;
  dock?: ReactNode;
  /** What the dock does needs a script: without one there is no dock. */
  scripted?: boolean;
}) {
  return (
    <div className="flex min-h-dvh flex-col bg-surface text-lead">
      {bar}
      <main className="w-full flex-1 pb-10">{children}</main>
      {dock ? (
        <div
          className={`sticky bottom-0 border-line border-t bg-surface ${scripted ? "noscript:hidden" : ""}`}
          data-dock
          data-print="hide"
        >
          <div className="mx-auto w-full max-w-[480px] px-5 pt-3 pb-[max(12px,env(safe-area-inset-bottom))]">
            {dock}
          </div>
        </div>
      ) : null}
    </div>
  );
}

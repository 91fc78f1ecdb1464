"use client";

import { looks } from "#/components/public/looks.ts";

/** Next gives an error of the server a number and hides the rest. */
const digestOf = (error: unknown): string | null =>
  error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : null;

/** What an error page says. The number is the one in the server's log. */
export function FailedPage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = digestOf(error);
  return (
    <div className="mx-auto w-full max-w-[520px] px-4 pt-16" role="alert">
      <h1 className="text-screen-title">This page did not load</h1>
      <p className="mt-2 text-ink-2">
        What was saved before is safe. Try again; when it fails twice, reload the page or go back.
        {digest ? (
          <>
            {" "}
            Whoever looks after Pitlane finds the cause in the log under{" "}
            <b className="font-strong text-ink">{digest}</b>.
          </>
        ) : null}
      </p>
      <div className="mt-4 flex gap-2">
        {/* Buttons of the public pages: this one comes with every page, and is not to bring the workshop's kit along. */}
        <button className={looks.primary} onClick={retry} type="button">
          Try again
        </button>
        <button className={looks.button} onClick={() => window.location.reload()} type="button">
          Reload the page
        </button>
      </div>
    </div>
  );
}

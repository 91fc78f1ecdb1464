"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { LinkButton } from "./link.tsx";

/** Beneath a list that is read page after page: how much is shown, and the next page or why it did not come. */
export function ListFoot({
  children,
  loadMore,
  loading,
  failed,
  className,
}: {
  children: ReactNode;
  loadMore: (() => void) | null;
  loading: boolean;
  failed: { sentence: string; again: () => void } | null;
  className?: string;
}) {
  return (
    <div className={cn("flex min-h-11 shrink-0 items-center gap-3 px-3 py-1.5 text-dense text-ink-2", className)}>
      <span aria-live="polite">{children}</span>
      {failed ? (
        <span className="text-bad" role="alert">
          {failed.sentence} <LinkButton onClick={failed.again}>Try again</LinkButton>
        </span>
      ) : loadMore || loading ? (
        <Button busy={loading && "Loading"} onClick={loadMore ?? undefined} size="sm">
          Load more
        </Button>
      ) : null}
    </div>
  );
}

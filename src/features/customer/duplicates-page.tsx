import type { ReactNode } from "react";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { pairsShown } from "#/domain/duplicate.ts";

/** Pairs that may be one, beneath each other; or that there are none. */
export function DuplicatesPage({
  title,
  total,
  hint,
  other,
  emptyTitle,
  emptyText,
  children,
}: {
  title: string;
  total: number;
  hint: string;
  /** To the other kind of pairs. */
  other: ReactNode;
  emptyTitle: string;
  emptyText: string;
  children: readonly ReactNode[];
}) {
  return (
    <>
      <PageHeader
        actions={other}
        sub={
          total > pairsShown
            ? `The ${pairsShown} clearest of ${total}. The next ones come as these are settled.`
            : `${hint} A merge can be undone for 30 days.`
        }
        title={title}
      />
      <div className="flex flex-col gap-4 px-4 pb-6 max-sm:px-3">
        {children.length === 0 ? (
          <EmptyState action={<TextLink href="/customers">All customers</TextLink>} title={emptyTitle}>
            {emptyText}
          </EmptyState>
        ) : (
          children
        )}
      </div>
      <div className="sticky bottom-0 mt-auto">
        <FootBar>
          <FootHint caps={["↑", "↓"]}>choose a side</FootHint>
        </FootBar>
      </div>
    </>
  );
}

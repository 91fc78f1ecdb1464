import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const rows = ["w-52", "w-40", "w-56", "w-44", "w-48", "w-36", "w-60", "w-64", "w-32", "w-72"] as const;

/** The list's box and rows; only values are grey. */
export function RunsSkeleton() {
  return (
    <SkeletonPart
      className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-panel border bg-surface"
      label="Runs are loading"
    >
      <div className="h-[53px] shrink-0 border-b" />
      <div className="h-[33px] shrink-0 border-b px-12 pt-2 text-dense font-medium text-ink-3">Started</div>
      {rows.map((width) => (
        <div className="flex h-[33px] shrink-0 items-center gap-8 border-b px-3" key={width}>
          <Skeleton className="size-3.5" />
          <Skeleton className="w-14" />
          <Skeleton className={width} />
        </div>
      ))}
    </SkeletonPart>
  );
}

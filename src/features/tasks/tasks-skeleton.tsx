import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const rows = ["w-64", "w-52", "w-72", "w-56", "w-60"] as const;

/** The queue's box and rows; only values are grey. */
export function TasksSkeleton() {
  return (
    <SkeletonPart className="flex min-h-0 flex-1 flex-col px-4 pt-3 pb-3 max-sm:px-3" label="Tasks are loading">
      <div className="min-h-0 flex-1 overflow-hidden rounded-panel border bg-surface">
        <div className="h-[53px] border-b" />
        <div className="h-[33px] border-b px-12 pt-2 text-dense font-medium text-ink-3">Task</div>
        {rows.map((width) => (
          <div className="flex h-[33px] items-center gap-6 border-b px-3" key={width}>
            <Skeleton className="size-3.5" />
            <Skeleton className={width} />
          </div>
        ))}
      </div>
    </SkeletonPart>
  );
}

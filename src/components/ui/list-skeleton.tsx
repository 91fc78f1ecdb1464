import { Skeleton, SkeletonPart } from "./skeleton.tsx";

const rows = ["w-52", "w-40", "w-56", "w-44", "w-48", "w-36"] as const;

/** A list's boxes and rows while it loads; only values are grey. */
export function ListSkeleton({ label, title, firstColumn }: { label: string; title: string; firstColumn: string }) {
  return (
    <SkeletonPart className="flex min-h-0 flex-1 flex-col" label={label}>
      <div className="flex min-h-[60px] shrink-0 items-center px-4">
        <h1 className="text-screen-title">{title}</h1>
      </div>
      <div className="mx-4 min-h-0 flex-1 overflow-hidden rounded-control border bg-surface max-sm:mx-3">
        <div className="h-[33px] border-b px-3 pt-2 text-dense font-medium text-ink-3">{firstColumn}</div>
        {rows.map((width) => (
          <div className="flex h-[33px] items-center gap-8 border-b px-3" key={width}>
            <Skeleton className="w-16" />
            <Skeleton className={width} />
          </div>
        ))}
      </div>
    </SkeletonPart>
  );
}

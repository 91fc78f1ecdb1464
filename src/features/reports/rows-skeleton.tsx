import { PageHeader } from "#/components/ui/page-header.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const rows = ["w-52", "w-40", "w-56", "w-44", "w-48", "w-36", "w-60", "w-64"] as const;

/** The page's bars and rows; only values are grey. */
export function RowsSkeleton({ title }: { title: string }) {
  return (
    <SkeletonPart className="flex min-h-0 flex-1 flex-col" label="The rows are loading">
      <PageHeader title={title} />
      <div className="h-[33px] shrink-0 border-y bg-surface" />
      <div className="min-h-0 flex-1 overflow-hidden bg-surface">
        {rows.map((width) => (
          <div className="flex h-[33px] items-center gap-8 border-b px-3" key={width}>
            <Skeleton className="w-20" />
            <Skeleton className={width} />
          </div>
        ))}
      </div>
    </SkeletonPart>
  );
}

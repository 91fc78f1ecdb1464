import { PageHeader } from "#/components/ui/page-header.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const cards = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;

/** Cards of the height that figures have. */
export const CardSkeletons = ({ count }: { count: number }) =>
  cards.slice(0, count).map((card) => (
    <SkeletonPart
      className="flex h-[300px] flex-col gap-3 rounded-control border bg-surface p-4"
      key={card}
      label="Figures are loading"
    >
      <Skeleton className="w-24" />
      <Skeleton className="h-8 w-36" />
      <Skeleton className="w-48" />
      <div className="mt-2 h-24 border-line-strong border-b" />
    </SkeletonPart>
  ));

/** The page's bars and cards; only values are grey. */
export function ReportsSkeleton() {
  return (
    <>
      <PageHeader title="Reports" />
      <div className="grid grid-cols-1 gap-3 px-4 md:grid-cols-2 xl:grid-cols-3">
        <CardSkeletons count={6} />
      </div>
    </>
  );
}

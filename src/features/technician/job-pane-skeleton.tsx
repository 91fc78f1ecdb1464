import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const rows = ["one", "two", "three", "four"];

/** The card in hand before it is here: same boxes, same heights. */
export function JobPaneSkeleton() {
  return (
    <SkeletonPart className="px-6 pt-5 max-md:px-4" label="The card is loading">
      <div className="flex min-h-12 items-center gap-4">
        <Skeleton className="h-[30px] w-28" />
        <Skeleton className="h-5 w-56" />
      </div>
      <div className="mt-4 h-[66px] rounded-touch border bg-canvas" />
      <div className="mt-4 border-b py-3">
        <h3 className="text-lead font-title">Work</h3>
      </div>
      <div className="divide-y divide-line">
        {rows.map((row) => (
          <div className="flex h-[72px] items-center" key={row}>
            <Skeleton className="h-4 w-64" />
            <Skeleton className="ml-auto h-12 w-[104px]" />
          </div>
        ))}
      </div>
    </SkeletonPart>
  );
}

import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const rows = ["w-40", "w-52", "w-44", "w-36", "w-48"] as const;

/** The table's box, its people still on their way. */
export function MembersSkeleton() {
  return (
    <SkeletonPart className="flex flex-col gap-2" label="Members are loading">
      <h2 className="flex min-h-8 items-center text-section">Members</h2>
      <div className="rounded-control border bg-surface">
        {rows.map((width) => (
          <div className="flex h-12 items-center border-b px-3 last:border-b-0" key={width}>
            <Skeleton className={width} />
          </div>
        ))}
      </div>
    </SkeletonPart>
  );
}

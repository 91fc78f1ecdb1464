import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const panels = ["Profile", "Password", "E-mail"] as const;

/** The panels' boxes, their values still on their way. */
export function AccountSkeleton() {
  return (
    <SkeletonPart className="flex max-w-[500px] flex-col gap-3 px-4" label="Your account is loading">
      {panels.map((title) => (
        <div className="rounded-control border bg-surface" key={title}>
          <h2 className="flex min-h-10 items-center px-4 text-section">{title}</h2>
          <div className="border-t px-4 py-4">
            <Skeleton className="w-48" />
          </div>
        </div>
      ))}
    </SkeletonPart>
  );
}

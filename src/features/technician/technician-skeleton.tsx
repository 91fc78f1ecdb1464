import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { JobPaneSkeleton } from "./job-pane-skeleton.tsx";

const rows = ["one", "two", "three"];

/** Both panes before the cards are here. */
export function TechnicianSkeleton() {
  return (
    <SkeletonPart className="flex min-h-0 flex-1" label="Your cards are loading">
      <div className="w-[376px] shrink-0 border-r px-4 pt-5 max-lg:w-[320px] max-md:w-full max-md:border-r-0">
        <h1 className="pb-3 text-screen-title">My jobs</h1>
        <div className="flex flex-col gap-2">
          {rows.map((row) => (
            <div className="flex h-[114px] flex-col gap-3 rounded-touch border bg-surface p-4" key={row}>
              <Skeleton className="h-5 w-24" />
              <Skeleton className="h-4 w-44" />
              <Skeleton className="w-52" />
            </div>
          ))}
        </div>
      </div>
      <div className="min-w-0 flex-1 bg-surface max-md:hidden">
        <JobPaneSkeleton />
      </div>
    </SkeletonPart>
  );
}

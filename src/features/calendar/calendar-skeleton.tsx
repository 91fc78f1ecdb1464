import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const bays = ["one", "two", "three", "four"];
const hours = ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00"];

/** The calendar's boxes, while its day comes. */
export function CalendarSkeleton() {
  return (
    <SkeletonPart className="flex min-h-0 flex-1 flex-col" label="The calendar is loading">
      <div className="flex min-h-[60px] shrink-0 items-center gap-4 px-4 py-2">
        <Skeleton className="h-5 w-44" />
        <Skeleton className="h-8 w-32" />
      </div>
      <div className="mx-4 mb-2 flex min-h-0 flex-1 overflow-hidden rounded-panel border bg-surface max-sm:mx-3">
        <div className="w-[52px] shrink-0 border-r pt-[52px]">
          {hours.map((hour) => (
            <p className="h-[70px] pr-2 text-right text-dense text-ink-3" key={hour}>
              {hour}
            </p>
          ))}
        </div>
        {bays.map((bay) => (
          <div className="min-w-[156px] flex-1 border-r" key={bay}>
            <div className="flex h-[52px] flex-col justify-center gap-1.5 border-b px-2.5">
              <Skeleton className="w-16" />
              <Skeleton className="h-2.5 w-24" />
            </div>
            <div className="hours h-full" />
          </div>
        ))}
      </div>
      <div className="h-9 shrink-0 border-t bg-surface max-sm:hidden" />
    </SkeletonPart>
  );
}

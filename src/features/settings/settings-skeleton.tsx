import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const fields = ["w-40", "w-52", "w-32", "w-44", "w-36", "w-28"] as const;

/** A panel with a form, its values still on their way. */
export function SettingsSkeleton({ title }: { title: string }) {
  return (
    <SkeletonPart className="rounded-control border bg-surface" label={`${title} is loading`}>
      <div className="flex min-h-10 items-center px-4 py-2">
        <h2 className="text-section">{title}</h2>
      </div>
      <div className="grid max-w-[752px] grid-cols-2 gap-4 border-t px-4 py-4 max-sm:grid-cols-1">
        {fields.map((width) => (
          <div className="flex h-8 items-center rounded-control border border-line px-3" key={width}>
            <Skeleton className={width} />
          </div>
        ))}
      </div>
    </SkeletonPart>
  );
}

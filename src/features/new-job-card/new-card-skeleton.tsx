import { PageHeader } from "#/components/ui/page-header.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

/** The form's boxes and headings, while its script comes. */
export function NewCardSkeleton() {
  return (
    <SkeletonPart className="flex min-h-0 flex-1 flex-col" label="The new job card is loading">
      <PageHeader sub="The plate first. Tab fills in the car, its owner and its history." title="New job card" />
      <div className="grid content-start gap-4 px-4 max-sm:px-3 lg:grid-cols-[minmax(0,640px)_minmax(300px,1fr)]">
        <div className="flex flex-col gap-4">
          <Panel className="h-[126px]">
            <PanelHead title="Car and owner" />
            <div className="px-4">
              <Skeleton className="h-8 w-44" />
            </div>
          </Panel>
          <Panel className="h-[340px]">
            <PanelHead title="Visit" />
            <div className="px-4">
              <Skeleton className="h-24 w-full" />
            </div>
          </Panel>
        </div>
        <Panel className="h-20 self-start">
          <PanelHead title="Service history" />
        </Panel>
      </div>
    </SkeletonPart>
  );
}

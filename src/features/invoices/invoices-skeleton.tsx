import { PageHeader } from "#/components/ui/page-header.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";

const rows = ["w-52", "w-40", "w-56", "w-44", "w-48", "w-36", "w-60", "w-64", "w-32", "w-72"] as const;

/** The page's bars and rows; only values are grey. */
export function InvoicesSkeleton() {
  return (
    <SkeletonPart className="flex min-h-0 flex-1 flex-col" label="The invoices are loading">
      <PageHeader title="Invoices" />
      <div className="h-[42px] shrink-0" />
      <div className="h-[33px] shrink-0 border-y bg-surface px-3 pt-2 text-dense font-medium text-ink-3">Number</div>
      <div className="min-h-0 flex-1 overflow-hidden bg-surface">
        {rows.map((width) => (
          <div className="flex h-[33px] items-center gap-8 border-b px-3" key={width}>
            <Skeleton className="w-24" />
            <Skeleton className={width} />
          </div>
        ))}
      </div>
    </SkeletonPart>
  );
}

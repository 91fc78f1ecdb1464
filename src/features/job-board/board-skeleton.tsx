import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import { boardStatuses } from "./board-model.ts";

const cards = ["one", "two", "three"];

/** The board's boxes and headings; only what the cards say is grey. */
export function BoardSkeleton({ booked }: { booked: boolean }) {
  return (
    <SkeletonPart className="flex min-h-0 flex-1 flex-col" label="The board is loading">
      <div className="flex min-h-[60px] shrink-0 items-center gap-4 px-4 py-2">
        <div>
          <p>
            <Skeleton className="h-5 w-44" />
          </p>
          <p>
            <Skeleton className="w-28" />
          </p>
        </div>
      </div>
      <div className="flex min-h-0 flex-1 gap-2 overflow-hidden px-4 pb-2">
        {(booked ? (["BOOKED", ...boardStatuses] as const) : boardStatuses).map((status) => (
          <section
            className="flex min-h-0 min-w-[188px] flex-1 flex-col rounded-panel bg-sunken max-sm:w-[calc(100vw-56px)] max-sm:flex-none"
            key={status}
          >
            <header className="flex h-[52px] shrink-0 flex-col justify-center px-2.5">
              <h2 className="flex items-center gap-2 font-strong">
                <StatusGlyph decorative status={status} />
                {status === "BOOKED" ? "Booked" : jobCardStatusWords[status]}
              </h2>
              <p className="h-[18px] pl-[22px]">
                <Skeleton className="h-2.5 w-16" />
              </p>
            </header>
            <div className="flex flex-col gap-2 px-1.5 pt-0.5">
              {cards.map((card) => (
                <div
                  className="flex h-[117px] flex-col gap-2 rounded-control border bg-surface px-[9px] pt-2.5"
                  key={card}
                >
                  <Skeleton className="h-4 w-20" />
                  <Skeleton className="w-32" />
                  <Skeleton className="w-24" />
                  <Skeleton className="w-28" />
                </div>
              ))}
            </div>
          </section>
        ))}
      </div>
      <div className="h-9 shrink-0 border-t bg-surface max-sm:hidden" />
    </SkeletonPart>
  );
}

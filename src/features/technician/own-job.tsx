import { Armchair } from "lucide-react";
import { Badge } from "#/components/ui/badge.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Plate } from "#/components/ui/plate.tsx";
import { PartsMark, Promised, Status } from "#/components/ui/status-glyph.tsx";
import type { BoardCardView } from "#/domain/job-card.ts";
import { promiseStanding } from "#/domain/promised.ts";
import { formatMinutes, formatNear } from "#/domain/time.ts";
import { jobCardStatusWords } from "#/domain/transitions.ts";

/** One of the own cards, as large as a thumb in a glove needs it. */
export function OwnJob({
  card,
  here,
  nowMs,
  zone,
  onOpen,
}: {
  card: BoardCardView;
  here: boolean;
  nowMs: number;
  zone: string;
  onOpen: () => void;
}) {
  const missing = card.parts.needed - card.parts.here;
  return (
    <li>
      <button
        aria-current={here ? "true" : undefined}
        className={cn(
          "press block w-full rounded-touch border bg-surface p-4 text-left text-lead-sm hover:border-line-strong",
          here && "md:border-accent md:shadow-[inset_0_0_0_1px_var(--color-accent)]",
        )}
        onClick={onOpen}
        type="button"
      >
        <span className="flex h-6 items-center gap-2">
          <Plate>{card.plate}</Plate>
          {card.customerWaiting ? (
            <Badge className="h-5 gap-1.5" tone="accent">
              <Armchair aria-hidden size={14} strokeWidth={1.75} />
              waiting
            </Badge>
          ) : null}
          <span className="ml-auto flex">
            {missing > 0 ? (
              <PartsMark count={`${card.parts.here}/${card.parts.needed}`} state="coming" />
            ) : (
              <PromisedTime card={card} nowMs={nowMs} zone={zone} />
            )}
          </span>
        </span>
        <span className="mt-2 block truncate text-lead font-title">{card.vehicle}</span>
        <span className="flex items-center gap-3">
          <span className="min-w-0 flex-1 truncate text-ink-2">{card.complaint}</span>
          <Status className="shrink-0 font-normal" status={card.status}>
            {card.status === "IN_PROGRESS" && card.bay
              ? `In progress, ${card.bay.name}`
              : jobCardStatusWords[card.status]}
          </Status>
        </span>
      </button>
    </li>
  );
}

export function PromisedTime({
  card,
  nowMs,
  zone,
}: {
  card: Pick<BoardCardView, "promisedAt" | "status">;
  nowMs: number;
  zone: string;
}) {
  if (card.promisedAt === null || card.status === "COMPLETED") return null;
  const standing = promiseStanding(card.promisedAt, nowMs);
  return (
    <Promised
      detail={standing.state === "soon" ? formatMinutes(standing.minutesLeft) : undefined}
      state={standing.state}
      time={formatNear(card.promisedAt, zone, new Date(nowMs))}
    />
  );
}

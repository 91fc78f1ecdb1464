import { Armchair } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "#/components/ui/badge.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Plate } from "#/components/ui/plate.tsx";
import { PartsMark, Promised } from "#/components/ui/status-glyph.tsx";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import { formatMoney } from "#/domain/money.ts";
import { promiseStanding } from "#/domain/promised.ts";
import { formatAge, formatMinutes, formatNear } from "#/domain/time.ts";

/** What one reads on a card, in five lines. `title`, `technician` and `more` are where the board puts what acts. */
export function CardFace({
  card,
  branch,
  nowMs,
  title = card.vehicle,
  technician,
  more,
  factsId,
}: {
  card: BoardCardView;
  branch: BoardView["branch"];
  nowMs: number;
  title?: ReactNode;
  technician: ReactNode;
  more?: ReactNode;
  /** Id of the line of facts, which describes the card's link. */
  factsId?: string;
}) {
  const now = new Date(nowMs);
  return (
    <>
      <div className="flex h-5 items-center gap-2">
        <Plate>{card.plate}</Plate>
        <span
          className={cn(
            "ml-auto flex min-w-0 items-center gap-1 text-mini text-ink-3",
            more && "pointer-fine:has-[+button:focus-visible]:invisible pointer-fine:group-hover/card:invisible",
          )}
        >
          {card.bay && card.bay.endsAt > now && card.status !== "COMPLETED" ? (
            <span className="truncate">{card.bay.name},</span>
          ) : null}
          <span className="shrink-0">{formatAge(card.statusSince, now)}</span>
        </span>
        {more}
      </div>
      <p className="mt-1 truncate font-strong">{title}</p>
      <p className="flex h-[18px] items-center gap-2">
        <span className="min-w-0 flex-1 truncate">{card.customerName}</span>
        {card.status === "AWAITING_PARTS" && card.parts.needed > 0 && card.parts.here === card.parts.needed ? (
          <Badge className="h-4 px-1 text-mini" tone="ok">
            parts arrived
          </Badge>
        ) : null}
        {card.customerWaiting ? (
          <Badge className="h-4 px-1 text-mini" tone="accent">
            <Armchair aria-hidden size={12} strokeWidth={2} />
            waiting
          </Badge>
        ) : null}
      </p>
      <p className="truncate text-dense text-ink-3">{card.complaint}</p>
      <div className="mt-1 flex h-5 items-center gap-2 text-dense" id={factsId}>
        {card.status === "COMPLETED" ? (
          <Due branch={branch} card={card} />
        ) : (
          <>
            <PromisedFact branch={branch} card={card} nowMs={nowMs} />
            <span className="ml-auto flex">
              <PartsFact card={card} />
            </span>
          </>
        )}
        {technician}
      </div>
    </>
  );
}

function PromisedFact({ card, branch, nowMs }: { card: BoardCardView; branch: BoardView["branch"]; nowMs: number }) {
  if (card.promisedAt === null) return <span className="text-ink-3">No time promised</span>;
  const standing = promiseStanding(card.promisedAt, nowMs);
  return (
    <Promised
      detail={standing.state === "soon" ? formatMinutes(standing.minutesLeft) : undefined}
      state={standing.state}
      time={formatNear(card.promisedAt, branch.zone, new Date(nowMs))}
    />
  );
}

function PartsFact({ card }: { card: BoardCardView }) {
  const { needed, here } = card.parts;
  if (needed === 0) return <PartsMark state="none" />;
  return <PartsMark count={`${here}/${needed}`} state={here < needed ? "coming" : "here"} />;
}

/** What is left to pay; without the right to see prices nothing stands there. */
function Due({ card, branch }: { card: BoardCardView; branch: BoardView["branch"] }) {
  if (card.dueMinor === undefined || card.dueMinor === null) return <span className="flex-1" />;
  return (
    <span className="flex-1 text-ink-2">
      {card.dueMinor > 0 ? `${formatMoney(card.dueMinor, branch.currency, branch.locale)} due` : "Paid"}
    </span>
  );
}

"use client";

import { Ellipsis, FileQuestionMark } from "lucide-react";
import NextLink from "next/link";
import { cn } from "#/components/ui/cn.ts";
import { Initials } from "#/components/ui/initials.tsx";
import { RefusalFoot } from "#/components/ui/refusal-foot.tsx";
import type { BoardCardView } from "#/domain/job-card.ts";
import { useBoardFacts } from "./board-context.tsx";
import { cardBoxId, cardLinkId } from "./card-elements.ts";
import { CardFace } from "./card-face.tsx";
import { fixWords, type Refusal } from "./refusal.ts";

export type CardProps = {
  card: BoardCardView;
  /** The one card of its column that Tab reaches; arrows and J, K reach the others. */
  tabStop: boolean;
  /** It is in someone's hand: its place is hatched. */
  carried: boolean;
  /** On its way to the server. */
  sending: boolean;
  /** Someone else has just changed it, or brought it here. */
  flash: boolean;
  onFlashed: (cardId: string) => void;
  refusal: Refusal | undefined;
};

/** A job card on the board. The whole of it is one link; what acts stands above the link. */
export function Card({ card, tabStop, carried, sending, flash, onFlashed, refusal }: CardProps) {
  const { branch, nowMs, may, openMenu, takeFix, dismissRefusal } = useBoardFacts();
  const factsId = `${cardLinkId(card.id)}-facts`;
  const innerTab = tabStop ? 0 : -1;
  const nobody = card.technician === null;
  return (
    <li>
      <article
        aria-busy={sending || undefined}
        className={cn(
          "group/card relative rounded-control border bg-surface has-[[data-card-link]:focus-visible]:outline-2 has-[[data-card-link]:focus-visible]:outline-accent has-[[data-card-link]:focus-visible]:outline-offset-0",
          refusal && "border-bad-mark",
          carried && "hatch border-control border-dashed bg-transparent",
          flash && "animate-flash",
        )}
        id={cardBoxId(card.id)}
        onAnimationEnd={() => onFlashed(card.id)}
        onContextMenu={(event) => {
          // A long press of a finger picks the card up; only a mouse asks for the menu this way.
          if (!may.move || window.matchMedia("(pointer: coarse)").matches) return;
          event.preventDefault();
          openMenu(card, "all", event.currentTarget);
        }}
      >
        <div className={cn("px-[9px] pt-2 pb-[7px]", carried && "opacity-0")}>
          <CardFace
            branch={branch}
            card={card}
            factsId={factsId}
            more={may.move ? <MoreButton card={card} tabIndex={innerTab} /> : null}
            nowMs={nowMs}
            technician={
              may.assign && card.status !== "COMPLETED" ? (
                <button
                  className="touch-target press relative z-1 rounded-chip hover:brightness-95"
                  onClick={(event) => openMenu(card, "assign", event.currentTarget)}
                  tabIndex={innerTab}
                  type="button"
                >
                  <Initials decorative name={card.technician?.name} />
                  <span className="sr-only">
                    {nobody
                      ? `Assign a technician to ${card.plate}`
                      : `${card.technician?.name}, change technician of ${card.plate}`}
                  </span>
                </button>
              ) : (
                <Initials name={card.technician?.name} />
              )
            }
            title={
              <NextLink
                aria-describedby={factsId}
                aria-label={`${card.plate}, ${card.vehicle}`}
                className="outline-none after:absolute after:inset-0 after:rounded-control after:content-['']"
                data-card-link={card.id}
                draggable={false}
                href={`/job-cards/${card.id}`}
                id={cardLinkId(card.id)}
                prefetch={false}
                tabIndex={innerTab}
              >
                {card.vehicle}
              </NextLink>
            }
          />
        </div>
        {refusal ? (
          <RefusalFoot
            about={card.plate}
            fixes={refusal.fixes.map((fix) => ({ word: fixWords[fix.kind], run: () => takeFix(card, fix) }))}
            onDismiss={() => dismissRefusal(card.id)}
            title={refusal.title}
          >
            {refusal.sentence}
          </RefusalFoot>
        ) : card.unapprovedLines > 0 && card.status !== "CHECKED_IN" && card.status !== "COMPLETED" ? (
          <p
            className={cn(
              "mx-[9px] flex items-center gap-1.5 border-t pt-1.5 pb-[7px] text-dense text-ink-2",
              carried && "opacity-0",
            )}
          >
            <FileQuestionMark aria-hidden className="text-ink-3" size={14} strokeWidth={1.75} />
            {card.unapprovedLines === 1 ? "1 line to approve" : `${card.unapprovedLines} lines to approve`}
          </p>
        ) : null}
      </article>
    </li>
  );
}

/** Covers the minutes while the card is pointed at; always there under a finger. */
function MoreButton({ card, tabIndex }: { card: BoardCardView; tabIndex: number }) {
  const { openMenu } = useBoardFacts();
  return (
    <button
      aria-haspopup="menu"
      aria-label={`What to do with ${card.plate}`}
      className="touch-target press absolute top-1.5 right-1.5 z-1 inline-flex size-6 items-center justify-center rounded-chip bg-surface text-ink-2 opacity-0 hover:bg-sunken focus-visible:opacity-100 group-hover/card:opacity-100 pointer-coarse:static pointer-coarse:-mr-1 pointer-coarse:opacity-100 print:hidden"
      onClick={(event) => openMenu(card, "all", event.currentTarget)}
      tabIndex={tabIndex}
      type="button"
    >
      <Ellipsis aria-hidden size={16} strokeWidth={1.75} />
    </button>
  );
}

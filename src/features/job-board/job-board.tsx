"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type FocusEvent, type ReactNode, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { toast, undoToast } from "#/components/ui/toast-store.ts";
import { useDrawnFocus } from "#/components/ui/use-drawn-focus.ts";
import { useNews } from "#/components/ui/use-news.ts";
import { useNow } from "#/components/ui/use-now.ts";
import type { BoardCardView } from "#/domain/job-card.ts";
import { type JobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";
import { BoardColumns } from "./board-columns.tsx";
import { BoardProvider, type CardMenuKind } from "./board-context.tsx";
import { BoardFoot } from "./board-foot.tsx";
import { BoardHeader } from "./board-header.tsx";
import { boardStatuses, canUndo, countsOf, passes, perColumn } from "./board-model.ts";
import { BoardOverlays, type Overlay } from "./board-overlays.tsx";
import { cardBox, cardLink } from "./card-elements.ts";
import type { Fix } from "./refusal.ts";
import { useBoardData } from "./use-board-data.ts";
import { useBoardKeys } from "./use-board-keys.ts";
import { useCarry } from "./use-carry.ts";
import { useFilter } from "./use-filter.ts";
import { useHold } from "./use-hold.ts";
import { useLayout } from "./use-layout.ts";

// Loaded when a pointer first comes near.
const DragLayer = dynamic(() => import("./drag-layer.tsx"), { ssr: false });

/** Who is still to come today, and the column in which they stand: another noun's, given by the page. */
export type Booked = { count: number; column: ReactNode };

/** The job board of a branch: what stands where, moved by pointer, key and menu, and live. */
export function JobBoard({ branchId, booked }: { branchId: string; booked: Booked | null }) {
  const router = useRouter();
  const { member, renderedAt } = useShell();
  const nowMs = useNow(renderedAt);
  const [filter, setFilter] = useFilter();
  const may = useBoardRights();
  const [said, say] = useState("");
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const [pointerNear, setPointerNear] = useState(false);

  const focus = useDrawnFocus(overlay !== null, handles);
  const { board, cards, pending, moved, refusals, dismiss, own, isOwn, move, assign } = useBoardData(
    branchId,
    focus.depart,
  );

  const send = async (card: BoardCardView, to: JobCardStatus): Promise<void> => {
    focus.keep(card.id);
    if (!(await move(card, to)))
      return say(`${card.plate} was refused and is back in ${jobCardStatusWords[card.status]}.`);
    const words = (
      <Said plate={card.plate}>{to === "CANCELLED" ? "cancelled" : `moved to ${jobCardStatusWords[to]}`}</Said>
    );
    if (canUndo(card.status, to)) undoToast(words, () => void send({ ...card, status: to }, card.status));
    else toast(words);
  };
  const give = async (card: BoardCardView, technician: BoardCardView["technician"]): Promise<void> => {
    if (technician?.memberId === card.technician?.memberId || !(await assign(card, technician))) return;
    const words = <Said plate={card.plate}>{technician ? `given to ${technician.name}` : "given to nobody yet"}</Said>;
    undoToast(words, () => void give({ ...card, technician }, card.technician));
  };
  /** Completing has a pre-flight, leaving for good has a question, everything else is a move. */
  const land = (card: BoardCardView, to: JobCardStatus): void => {
    if (to === "COMPLETED") router.push(`/job-cards/${card.id}?complete=1`);
    else if (to === "COLLECTED" || to === "CANCELLED") setOverlay({ what: "leave", card, to });
    else void send(card, to);
  };

  const hands = useCarry({ mayComplete: may.complete, say, onLand: land });
  const { carry } = hands;
  const hold = useHold(carry !== null);
  const layout = useLayout(cards, hold.held, moved);
  const { news, seen } = useNews(board.cards, { id: ({ id }) => id, mark: ({ version }) => version, own: isOwn });
  const columns = perColumn((status) =>
    layout.columns[status].filter((card) => passes(card, filter, member.memberId, nowMs)),
  );
  const shown = boardStatuses.flatMap((status) => columns[status]);

  const openMenu = (card: BoardCardView, kind: CardMenuKind, anchor: Element | null = cardBox(card.id)): void => {
    if (anchor && !pending.has(card.id)) setOverlay({ what: "menu", card, kind, anchor });
  };
  const openPlace = (card: BoardCardView): void => setOverlay({ what: "place", card });
  /** A menu closes after its item has acted: what the item opened meanwhile stays. */
  const close = (card: BoardCardView, what?: Overlay["what"]): void => {
    focus.want(card.id);
    setOverlay((open) => (what !== undefined && open?.what !== what ? open : null));
  };
  const takeFix = (card: BoardCardView, fix: Fix): void => {
    if (fix.kind === "open") router.push(`/job-cards/${card.id}`);
    else if (fix.kind === "assign") openMenu(card, "assign");
    else if (fix.kind === "place") openPlace(card);
    else land(card, fix.to);
  };

  useBoardKeys({
    columns,
    focused: shown.find((card) => card.id === focusedId) ?? null,
    carry,
    may,
    openMenu,
    openPlace,
    pickUp: (card) => (pending.has(card.id) ? undefined : hands.pickUp(card, "keys")),
    over: hands.over,
    drop: () => hands.drop(),
    putBack: hands.putBack,
  });
  const onFocusChange = (event: FocusEvent, inside: boolean): void => {
    const cardId = event.target instanceof HTMLElement ? (event.target.dataset.cardLink ?? null) : null;
    setFocusedId(inside ? cardId : null);
    // Focus that leaves a card in hand lets it go.
    if (!inside && carry?.by === "keys" && cardId === carry.card.id && event.relatedTarget !== null) hands.putBack();
  };

  return (
    <BoardProvider
      facts={{
        branch: board.branch,
        nowMs,
        may,
        openMenu,
        takeFix,
        dismissRefusal: (cardId) => {
          focus.want(cardId);
          dismiss(cardId);
        },
      }}
    >
      <section
        aria-label="Job board"
        className="flex min-h-0 flex-1 flex-col"
        onBlur={(event) => onFocusChange(event, false)}
        onFocus={(event) => onFocusChange(event, true)}
        onPointerEnter={() => setPointerNear(true)}
        onTouchStart={() => setPointerNear(true)}
      >
        <BoardHeader
          board={board}
          cars={cards.length}
          coming={booked?.count ?? 0}
          counts={countsOf(cards, member.memberId, nowMs)}
          filter={filter}
          mayCreate={may.create}
          nowMs={nowMs}
          onFilter={setFilter}
        />
        <BoardColumns
          board={board}
          booked={booked}
          carry={carry}
          columns={columns}
          filter={filter}
          focusedId={focusedId}
          hold={hold}
          may={may}
          news={news}
          nowMs={nowMs}
          onFlashed={seen}
          onShowAll={() => setFilter("all")}
          refusals={refusals}
          sending={pending}
          waiting={layout.waiting}
        />
        <BoardFoot carry={carry} mayAssign={may.assign} mayMove={may.move} />
        <p aria-live="assertive" className="sr-only">
          {said}
        </p>
      </section>
      {may.move && pointerNear ? (
        <DragLayer
          branch={board.branch}
          cards={shown.filter((card) => card.status !== "COMPLETED")}
          carried={carry?.by === "pointer" ? carry.card : null}
          nowMs={nowMs}
          onDrop={(at) => hands.drop(at)}
          onOver={hands.over}
          onPickUp={(card) => (pending.has(card.id) ? undefined : hands.pickUp(card, "pointer"))}
          onPutBack={hands.putBack}
        />
      ) : null}
      <BoardOverlays
        board={board}
        may={may}
        nowMs={nowMs}
        onAssign={(card, technician) => {
          close(card);
          void give(card, technician);
        }}
        onClose={close}
        onLeave={(card, to) => {
          close(card);
          void send(card, to);
        }}
        onMove={(card, to) => {
          close(card);
          land(card, to);
        }}
        onPlace={openPlace}
        onPlaced={(card, changed, words) => {
          own(changed);
          close(card);
          toast(<Said plate={card.plate}>{words}</Said>, { mark: "ok" });
        }}
        overlay={overlay}
      />
    </BoardProvider>
  );
}

const handles = { box: cardBox, link: cardLink };

const Said = ({ plate, children }: { plate: string; children: string }) => (
  <>
    <b className="font-strong">{plate}</b> {children}
  </>
);

const useBoardRights = () => ({
  create: useMay("job_card.create"),
  book: useMay("appointment.edit"),
  move: useMay("job_card.move"),
  assign: useMay("job_card.assign"),
  place: useMay("job_card.assign"),
  complete: useMay("job_card.complete"),
});

"use client";

import dynamic from "next/dynamic";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import type { CardMenuKind } from "./board-context.tsx";

// Loaded when first opened, so that the board itself stays light.
const CardMenu = dynamic(() => import("./card-menu.tsx"), { ssr: false });
const PlaceDialog = dynamic(() => import("./place-dialog.tsx"), { ssr: false });
const LeaveDialog = dynamic(() => import("./leave-dialog.tsx"), { ssr: false });

/** What stands over the board: one thing at a time. */
export type Overlay =
  | { what: "menu"; card: BoardCardView; kind: CardMenuKind; anchor: Element }
  | { what: "place"; card: BoardCardView }
  | { what: "leave"; card: BoardCardView; to: "COLLECTED" | "CANCELLED" };

export type BoardOverlaysProps = {
  overlay: Overlay | null;
  board: BoardView;
  nowMs: number;
  may: { move: boolean; complete: boolean; assign: boolean; place: boolean };
  onClose: (card: BoardCardView, what: Overlay["what"]) => void;
  onMove: (card: BoardCardView, to: JobCardStatus) => void;
  onLeave: (card: BoardCardView, to: JobCardStatus) => void;
  onAssign: (card: BoardCardView, technician: BoardCardView["technician"]) => void;
  onPlace: (card: BoardCardView) => void;
  onPlaced: (card: BoardCardView, changed: { jobCardId: string; version: number }, words: string) => void;
};

export function BoardOverlays({
  overlay,
  board,
  nowMs,
  may,
  onClose,
  onMove,
  onLeave,
  onAssign,
  onPlace,
  onPlaced,
}: BoardOverlaysProps) {
  if (overlay === null) return null;
  const card = board.cards.find(({ id }) => id === overlay.card.id) ?? overlay.card;
  const close = () => onClose(card, overlay.what);
  if (overlay.what === "menu")
    return (
      <CardMenu
        anchor={overlay.anchor}
        card={card}
        key={card.id}
        kind={overlay.kind}
        may={may}
        onAssign={onAssign}
        onClose={close}
        onMove={onMove}
        onPlace={onPlace}
        technicians={board.technicians}
      />
    );
  if (overlay.what === "place")
    return (
      <PlaceDialog
        board={board}
        card={card}
        nowMs={nowMs}
        onClose={close}
        onPlaced={(changed, words) => onPlaced(card, changed, words)}
      />
    );
  const { to } = overlay;
  return <LeaveDialog branch={board.branch} card={card} onClose={close} onLeave={() => onLeave(card, to)} to={to} />;
}

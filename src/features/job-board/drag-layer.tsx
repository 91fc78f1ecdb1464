"use client";

import {
  DndContext,
  DragOverlay,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useEffect, useLayoutEffect } from "react";
import { Initials } from "#/components/ui/initials.tsx";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import { type BoardStatus, boardStatuses, isBoardStatus } from "./board-model.ts";
import { cardBox, columnId } from "./card-elements.ts";
import { CardFace } from "./card-face.tsx";

/** A press that moves this far is a drag, not a click. */
const slackPx = 5;
/** A finger that rests this long picks up; one that moves before scrolls. */
const holdMs = 220;

export type DragLayerProps = {
  cards: readonly BoardCardView[];
  branch: BoardView["branch"];
  nowMs: number;
  carried: BoardCardView | null;
  onPickUp: (card: BoardCardView) => void;
  onOver: (status: BoardStatus | null) => void;
  onDrop: (status: BoardStatus | null) => void;
  onPutBack: () => void;
};

/**
 * Dragging by mouse and finger. It stands beside the board rather than around it and takes hold of the cards'
 * elements, so that it can load when a pointer first comes near, and cards draw nothing anew while one is dragged.
 * Keys have their own way (`use-board-keys.ts`), so dnd-kit's announcements are silent.
 */
export default function DragLayer({
  cards,
  branch,
  nowMs,
  carried,
  onPickUp,
  onOver,
  onDrop,
  onPutBack,
}: DragLayerProps) {
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: slackPx } }),
    useSensor(TouchSensor, { activationConstraint: { delay: holdMs, tolerance: 8 } }),
  );
  const overOf = (id: unknown): BoardStatus | null => (isBoardStatus(id) ? id : null);
  return (
    <DndContext
      accessibility={silent}
      collisionDetection={pointerWithin}
      onDragCancel={onPutBack}
      onDragEnd={({ over }) => onDrop(overOf(over?.id))}
      onDragOver={({ over }) => onOver(overOf(over?.id))}
      onDragStart={({ active }) => {
        const card = cards.find(({ id }) => id === active.id);
        if (card) onPickUp(card);
      }}
      sensors={sensors}
    >
      {cards.map((card) => (
        <Grip cardId={card.id} key={card.id} where={card.status} />
      ))}
      {boardStatuses.map((status) => (
        <Target key={status} status={status} />
      ))}
      <DragOverlay dropAnimation={{ duration: 180, easing: "cubic-bezier(.2,0,0,1)" }} zIndex={50}>
        {carried ? (
          <div className="rotate-[1.2deg] cursor-grabbing rounded-control border border-accent bg-raised px-[9px] pt-2 pb-[7px] shadow-e2">
            <CardFace
              branch={branch}
              card={carried}
              nowMs={nowMs}
              technician={<Initials decorative name={carried.technician?.name} />}
            />
          </div>
        ) : null}
      </DragOverlay>
    </DndContext>
  );
}

const nothing = (): undefined => undefined;
const silent = {
  announcements: {
    onDragStart: nothing,
    onDragMove: nothing,
    onDragOver: nothing,
    onDragEnd: nothing,
    onDragCancel: nothing,
  },
  screenReaderInstructions: { draggable: "" },
};

/** Takes hold of a card's element wherever the board has drawn it. */
function Grip({ cardId, where }: { cardId: string; where: string }) {
  const { setNodeRef, listeners } = useDraggable({ id: cardId });
  // Before paint, so that a dropped card settles at its new place and not at the old one.
  useLayoutEffect(() => {
    if (where !== "") setNodeRef(cardBox(cardId));
  });
  useEffect(() => {
    const box = cardBox(cardId);
    if (box === null || where === "") return;
    const mouse = (event: MouseEvent) => listeners?.onMouseDown?.({ nativeEvent: event });
    const touch = (event: TouchEvent) => listeners?.onTouchStart?.({ nativeEvent: event });
    box.addEventListener("mousedown", mouse);
    box.addEventListener("touchstart", touch, { passive: true });
    return () => {
      box.removeEventListener("mousedown", mouse);
      box.removeEventListener("touchstart", touch);
    };
  }, [cardId, where, listeners]);
  return null;
}

function Target({ status }: { status: BoardStatus }) {
  const { setNodeRef } = useDroppable({ id: status });
  useLayoutEffect(() => setNodeRef(document.getElementById(columnId(status))), [status, setNodeRef]);
  return null;
}

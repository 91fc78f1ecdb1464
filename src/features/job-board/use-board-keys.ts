"use client";

import { useRouter } from "next/navigation";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { BoardCardView } from "#/domain/job-card.ts";
import type { CardMenuKind } from "./board-context.tsx";
import { type BoardStatus, boardStatuses, isBoardStatus, type PerColumn } from "./board-model.ts";
import { cardLink } from "./card-elements.ts";
import { type Carry, columnBeside } from "./carry.ts";

type BoardKeys = {
  columns: PerColumn<readonly BoardCardView[]>;
  /** The card whose link has the focus. */
  focused: BoardCardView | null;
  carry: Carry | null;
  may: { create: boolean; book: boolean; move: boolean; assign: boolean; place: boolean };
  openMenu: (card: BoardCardView, kind: CardMenuKind) => void;
  openPlace: (card: BoardCardView) => void;
  pickUp: (card: BoardCardView) => void;
  over: (status: BoardStatus) => void;
  drop: () => void;
  putBack: () => void;
};

const focus = (card: BoardCardView | undefined): void => {
  const link = card ? cardLink(card.id) : null;
  link?.focus();
  link?.closest("article")?.scrollIntoView({ block: "nearest", inline: "nearest" });
};

/** The whole board without a pointer. */
export const useBoardKeys = ({
  columns,
  focused,
  carry,
  may,
  openMenu,
  openPlace,
  pickUp,
  over,
  drop,
  putBack,
}: BoardKeys): void => {
  const router = useRouter();
  const all = boardStatuses.flatMap((status) => columns[status]);
  const near = focused !== null && carry === null;
  const carrying = carry !== null && carry.by === "keys";

  const step = (by: -1 | 1): void => {
    const at = focused ? all.findIndex((card) => card.id === focused.id) : -1;
    focus(at === -1 ? all.at(0) : all[at + by]);
  };
  const within = (by: -1 | 1): void => {
    if (focused === null || !isBoardStatus(focused.status)) return;
    const column = columns[focused.status];
    focus(column[column.findIndex((card) => card.id === focused.id) + by]);
  };
  /** The card at the same height of the next column that has any. */
  const beside = (by: -1 | 1): void => {
    if (focused === null || !isBoardStatus(focused.status)) return;
    const row = columns[focused.status].findIndex((card) => card.id === focused.id);
    for (let at = boardStatuses.indexOf(focused.status) + by; boardStatuses[at]; at += by) {
      const column = columns[boardStatuses[at] ?? focused.status];
      if (column.length === 0) continue;
      focus(column[Math.min(row, column.length - 1)]);
      return;
    }
  };
  const carryTo = (by: -1 | 1): void => {
    const next = columnBeside(carry?.over ?? null, by);
    if (next) over(next);
  };
  const onCard = (act: (card: BoardCardView) => void) => () => {
    if (focused) act(focused);
  };

  useHotkeys([
    { keys: "N", label: "new job card", run: () => router.push("/job-cards/new"), enabled: may.create && !carrying },
    {
      keys: "B",
      label: "new booking",
      run: () => router.push("/calendar?book="),
      enabled: may.book && !carrying,
    },
    { keys: "J", label: "next card", run: () => step(1), enabled: !carrying },
    { keys: "K", label: "previous card", run: () => step(-1), enabled: !carrying },
    { keys: "M", label: "move to…", run: onCard((card) => openMenu(card, "move")), enabled: near && may.move },
    { keys: "A", label: "assign", run: onCard((card) => openMenu(card, "assign")), enabled: near && may.assign },
    { keys: "P", label: "place on a bay", run: onCard(openPlace), enabled: near && may.place },
    {
      keys: "Space",
      label: "pick up, drop",
      run: carrying ? drop : onCard(pickUp),
      enabled: carrying || (near && may.move),
    },
    { keys: "ArrowLeft", run: () => (carrying ? carryTo(-1) : beside(-1)), enabled: carrying || near },
    { keys: "ArrowRight", run: () => (carrying ? carryTo(1) : beside(1)), enabled: carrying || near },
    { keys: "ArrowUp", run: () => within(-1), enabled: near },
    { keys: "ArrowDown", run: () => within(1), enabled: near },
    { keys: "Enter", run: drop, enabled: carrying },
    { keys: "Escape", run: putBack, enabled: carrying },
  ]);
};

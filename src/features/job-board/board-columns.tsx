"use client";

import type { ReactNode } from "react";
import { Button } from "#/components/ui/button.tsx";
import { ButtonLink } from "#/components/ui/link.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import { formatMoney } from "#/domain/money.ts";
import { formatHours } from "#/domain/time.ts";
import {
  type BoardFilter,
  type BoardStatus,
  boardStatuses,
  mayLand,
  type PerColumn,
  placeAmong,
  whyNot,
} from "./board-model.ts";
import { Card } from "./card.tsx";
import type { Carry } from "./carry.ts";
import { Column, type Landing, LandingMark } from "./column.tsx";
import { ColumnPicker } from "./column-picker.tsx";
import { lanesOf, nowInDay } from "./lanes.ts";
import type { Refusal } from "./refusal.ts";
import type { useHold } from "./use-hold.ts";

export type BoardColumnsProps = {
  board: BoardView;
  /** The first column: who is still to come. */
  booked: { count: number; column: ReactNode } | null;
  /** What the filter lets through, in order. */
  columns: PerColumn<readonly BoardCardView[]>;
  waiting: PerColumn<number>;
  filter: BoardFilter;
  onShowAll: () => void;
  carry: Carry | null;
  focusedId: string | null;
  hold: ReturnType<typeof useHold>;
  may: { create: boolean; complete: boolean };
  news: ReadonlySet<string>;
  onFlashed: (cardId: string) => void;
  sending: { has: (cardId: string) => boolean };
  refusals: ReadonlyMap<string, Refusal>;
  nowMs: number;
};

const filterWords = {
  mine: { title: "No card is yours", text: "A card is yours when you opened it, or are its technician." },
  late: { title: "Nothing is late", text: "A card is late when its promised time has passed and it is not completed." },
  waiting: {
    title: "Nobody waits in reception",
    text: "Cards whose customer waits here are marked when they are checked in.",
  },
} as const;

/** A column for each status, or on a phone a strip of them with a picker above it. */
export function BoardColumns(props: BoardColumnsProps) {
  const { board, columns, filter, carry, onShowAll, may } = props;
  const total = boardStatuses.reduce((sum, status) => sum + columns[status].length, 0);
  const open = nowInDay(board, props.nowMs) !== null;
  const free = open ? lanesOf(board, props.nowMs).filter(({ busyUntil }) => busyUntil === null).length : null;
  return (
    <>
      <ColumnPicker booked={props.booked?.count ?? null} columns={columns} />
      {total === 0 && board.cards.length === 0 ? (
        <div className="mx-4 mb-2">
          <EmptyState
            action={may.create ? <ButtonLink href="/job-cards/new">New job card</ButtonLink> : null}
            title={`No car is in ${board.branch.name}`}
          >
            Cars stand here from check-in until they are collected.
          </EmptyState>
        </div>
      ) : null}
      {total === 0 && board.cards.length > 0 && filter !== "all" ? (
        <div className="mx-4 mb-2">
          <EmptyState
            action={<Button onClick={onShowAll}>Show all {board.cards.length}</Button>}
            title={filterWords[filter].title}
          >
            {filterWords[filter].text}
          </EmptyState>
        </div>
      ) : null}
      <div
        className={`flex min-h-0 flex-1 gap-2 overflow-x-auto px-4 pb-2 ${carry ? "" : "max-sm:snap-x max-sm:snap-mandatory"}`}
        data-board-strip
        data-print="flow"
      >
        {props.booked?.column}
        {boardStatuses.map((status) => (
          <BoardColumn {...props} freeBays={free} key={status} status={status} />
        ))}
      </div>
    </>
  );
}

function BoardColumn({
  status,
  freeBays,
  ...props
}: BoardColumnsProps & { status: BoardStatus; freeBays: number | null }) {
  const { board, columns, waiting, carry, focusedId, hold, may, news, onFlashed, sending, refusals } = props;
  const cards = columns[status];
  const tabStop = cards.find(({ id }) => id === focusedId)?.id ?? cards.at(0)?.id;
  const landing = landingOf(carry, status, may.complete);
  const mark =
    carry !== null && landing.state === "over" && carry.card.status !== status && status !== "COMPLETED"
      ? placeAmong({ ...carry.card, status, statusSince: new Date(props.nowMs) }, cards)
      : null;
  const rows = cards.map((card) => (
    <Card
      card={card}
      carried={carry?.card.id === card.id}
      flash={news.has(card.id)}
      key={card.id}
      onFlashed={onFlashed}
      refusal={refusals.get(card.id)}
      sending={sending.has(card.id)}
      tabStop={card.id === tabStop}
    />
  ));
  if (mark !== null)
    rows.splice(
      mark,
      0,
      <LandingMark key="landing" last={mark === cards.length}>
        {carry?.by === "keys" ? <Plate size="sm">{carry.card.plate}</Plate> : null}
        {landingWords(carry, status)}
      </LandingMark>,
    );
  return (
    <Column
      count={cards.length}
      handlers={hold.handlers(status)}
      landing={landing}
      onShowWaiting={hold.release}
      status={status}
      summary={summaryOf(status, cards, board, freeBays)}
      waiting={waiting[status]}
    >
      {rows}
    </Column>
  );
}

const landingOf = (carry: Carry | null, status: BoardStatus, mayComplete: boolean): Landing => {
  if (carry === null) return { state: "none" };
  if (!mayLand(carry.card.status, status, mayComplete))
    return { state: "closed", reason: whyNot(carry.card.status, status, mayComplete) };
  return { state: carry.over === status && carry.card.status !== status ? "over" : "plain" };
};

const landingWords = (carry: Carry | null, status: BoardStatus): string => {
  if (status === "IN_PROGRESS") return carry?.card.bay ? `Start, ${carry.card.bay.name}` : "Start";
  return "Lands here";
};

/** Line two of a column's head: hours of work, or money. */
const summaryOf = (
  status: BoardStatus,
  cards: readonly BoardCardView[],
  { branch }: BoardView,
  freeBays: number | null,
): string => {
  const minutes = cards.reduce((sum, card) => sum + card.labourMinutes, 0);
  if (status === "COMPLETED") {
    const due = cards.reduce((sum, card) => sum + (card.dueMinor ?? 0), 0);
    const known = cards.some((card) => card.dueMinor !== undefined);
    if (known) return due > 0 ? `${formatMoney(due, branch.currency, branch.locale)} due` : "All paid";
    return "To be collected";
  }
  if (status === "IN_PROGRESS" && freeBays !== null)
    return `${formatHours(minutes)}, ${freeBays === 1 ? "1 bay" : `${freeBays} bays`} free`;
  return cards.length === 0 ? "No work" : `${formatHours(minutes)} of work`;
};

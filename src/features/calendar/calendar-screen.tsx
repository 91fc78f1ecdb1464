"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type FocusEvent, type ReactNode, useDeferredValue, useEffect, useRef, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { ButtonLink } from "#/components/ui/link.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useDrawnFocus } from "#/components/ui/use-drawn-focus.ts";
import { useNews } from "#/components/ui/use-news.ts";
import { useNow } from "#/components/ui/use-now.ts";
import type { BlockView } from "#/domain/appointment.ts";
import { formatTime, instantOf, isoDateIn } from "#/domain/time.ts";
import { calendarViews, rangeOf, stepped } from "./address.ts";
import { AppointmentPane } from "./appointment-pane.tsx";
import { BayContents } from "./bay-contents.tsx";
import { blockHandles } from "./block-elements.ts";
import type { BlockAct } from "./block-menu.tsx";
import { type CalendarFacts, CalendarProvider } from "./calendar-context.tsx";
import { CalendarFoot } from "./calendar-foot.tsx";
import { CalendarHeader } from "./calendar-header.tsx";
import { CalendarOverlays } from "./calendar-overlays.tsx";
import { DayFullButton } from "./day-full-button.tsx";
import { DayGrid } from "./day-grid.tsx";
import { asOpen, blocksWithin } from "./day-model.ts";
import { placeAt, saidSpan } from "./hand.ts";
import { Said } from "./said.tsx";
import { scaleOf } from "./scale.ts";
import { SidePanel } from "./side-panel.tsx";
import { useCalendarAddress } from "./use-address.ts";
import { markOf, useCalendarData } from "./use-calendar-data.ts";
import { useCalendarKeys } from "./use-calendar-keys.ts";
import { useHand } from "./use-hand.ts";
import { useMoves } from "./use-moves.tsx";
import { useNewBooking } from "./use-new-booking.ts";
import { answerOf, arrivingOf, leavingOf, overlayOf, timedOf, useOverlay } from "./use-overlay.ts";
import { usePresses } from "./use-presses.ts";
import { useStill } from "./use-still.ts";
import { WeekGrid } from "./week-grid.tsx";

// Loaded with the first booking.
const BookingPopover = dynamic(() => import("./booking-popover.tsx"), { ssr: false });

export type CalendarProps = {
  branchId: string;
  /** What was told and done about the open appointment: other nouns', given by the page. */
  restOf: (appointmentId: string, zone: string) => ReactNode;
};

/** Bays by time: what is booked and what is worked on, moved and made by pointer, key and menu, and live. */
export function CalendarScreen({ branchId, restOf }: CalendarProps) {
  const router = useRouter();
  const { branches, branch: shellBranch, renderedAt } = useShell();
  const nowMs = useNow(renderedAt);
  const branch = branches.find(({ id }) => id === branchId) ?? shellBranch;
  const may = {
    edit: useMay("appointment.edit"),
    createCard: useMay("job_card.create"),
    settings: useMay("settings.read"),
  };
  const [address, setAddress] = useCalendarAddress();
  // The branch in the address holds until another is chosen in the app bar.
  const chosen = useRef(shellBranch.id);
  useEffect(() => {
    if (chosen.current === shellBranch.id) return;
    chosen.current = shellBranch.id;
    void setAddress({ branch: null }, { shallow: false });
  }, [shellBranch.id, setAddress]);
  const today = isoDateIn(new Date(nowMs), branch.zone);
  // The day before stays on screen until the next one is there.
  const wanted = `${address.view} ${address.day ?? today}`;
  const shown = useDeferredValue(wanted);
  const [viewWord, day = today] = shown.split(" ");
  const view = calendarViews.find((known) => known === viewWord) ?? "day";

  const [said, say] = useState("");
  const [overlay, setOverlay] = useOverlay();
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const focus = useDrawnFocus(overlay !== null, blockHandles);
  const data = useCalendarData({ branchId, ...rangeOf(view, day) }, focus.depart);
  const { calendar, pending, refusals } = data;
  const { zone, bays } = calendar;
  const bayIds = bays.map(({ id }) => id);
  const calendarDay = calendar.days.find((each) => each.day === day) ?? calendar.days[0];
  if (calendarDay === undefined) throw new Error("A calendar has a day.");
  const theDay = asOpen(calendarDay);

  const [holding, setHolding] = useState(false);
  const blocks = useStill(data.blocks, holding);
  const ofDay = blocks.filter(({ bayId }) => bayIds.includes(bayId));
  const scale = scaleOf(
    calendarDay,
    ofDay.filter(({ startsAt, endsAt }) => [startsAt, endsAt].some((at) => isoDateIn(at, zone) === day)),
    zone,
  );
  const ordered = blocksWithin(blocks, bayIds, scale);
  const { news, seen } = useNews(calendar.blocks, {
    id: ({ allocationId }) => allocationId,
    mark: markOf,
    own: data.isOwn,
  });
  const bayName = (bayId: string): string => bays.find(({ id }) => id === bayId)?.name ?? "another bay";
  const words = { zone, bayName };

  const [told, setTold] = useState(true);
  const { send, carry } = useMoves({ move: data.move, keepFocus: focus.keep, words, told, say });
  const hands = useHand({ scale, bays, blocks, zone, say, onDrop: (block, to) => void send(block, to) });
  const { hand } = hands;

  const { ghosts, plate, begin, beginOn } = useNewBooking({
    scale,
    bayIds,
    day: theDay,
    blocks,
    nowMs,
    show: (from) =>
      view === "week" ? void setAddress({ view: "day", day: isoDateIn(new Date(from), zone) }) : undefined,
  });
  const { ghost } = ghosts;
  if ((hand !== null || ghost?.drawing === true) !== holding) setHolding(!holding);
  const asked = useRef<string | null>(null);
  const askedFor = address.book;
  useEffect(() => {
    const before = asked.current;
    asked.current = askedFor;
    if (askedFor === null || before === askedFor || !may.edit || view !== "day") return;
    begin(null, askedFor);
    void setAddress({ book: null });
  });

  const grid = useRef<HTMLDivElement>(null);
  const presses = usePresses({ grid, hands, ghosts, pending, mayEdit: may.edit });

  const openMenu = (block: BlockView): void => setOverlay({ what: "menu", allocationId: block.allocationId });
  const act = (block: BlockView, what: BlockAct): void => {
    const [arriving, leaving, timed] = [arrivingOf(block), leavingOf(block), timedOf(block)];
    focus.want(block.allocationId);
    if (what === "open" && block.appointment) void setAddress({ open: block.appointment.id });
    else if (what === "check-in" && arriving) setOverlay({ what, arriving });
    else if (what === "time" && timed) setOverlay({ what, timed });
    else if ((what === "cancel" || what === "no-show") && leaving) setOverlay({ what, leaving });
    else if (what === "split") setOverlay({ what, block });
    else if (what === "carry") void carry(block);
    else if (what === "hand") hands.pickUp(block, "keys");
  };
  const askWhy = (at: Date): void =>
    void setAddress({ why: formatTime(at, zone), open: null, ...(view === "week" ? { view: "day" } : {}) });
  const why = address.why === null ? null : instantOf(day, address.why, zone);
  const done = (about: string, text: string): void => {
    setOverlay(null);
    toast(<Said plate={about}>{text}</Said>, { mark: "ok" });
  };

  useCalendarKeys({
    ordered: view === "day" ? ordered : [],
    bayIds,
    focused: ordered.find(({ allocationId }) => allocationId === focusedId) ?? null,
    hands,
    may,
    newBooking: () => begin(null),
    openMenu,
    close: address.open === null ? null : () => void setAddress({ open: null }),
  });
  const onFocusChange = (event: FocusEvent, inside: boolean): void => {
    const id = event.target instanceof HTMLElement ? (event.target.dataset.blockLink ?? null) : null;
    setFocusedId(inside ? id : null);
    // Focus that leaves a block in hand lets it go.
    if (!inside && hand?.by === "keys" && id === hand.block.allocationId && event.relatedTarget !== null)
      hands.putBack();
  };

  const facts: CalendarFacts = {
    calendar,
    zone,
    nowMs,
    scale,
    mayEdit: may.edit,
    hand,
    openId: address.open,
    hrefOf: ({ appointment, jobCard }) => {
      if (appointment !== null) return `/calendar?day=${day}&open=${appointment.id}`;
      return jobCard === null ? null : `/job-cards/${jobCard.id}`;
    },
    openBlock: ({ appointment }) => void setAddress({ open: appointment?.id ?? null }),
    openMenu,
    refusalOf: (allocationId) => refusals.get(allocationId),
    takeAgain: (block, { again }) => (again ? void send(block, again) : undefined),
    takeNearest: (block, at) => {
      const to = placeAt(block, at.getTime(), bayIds, data.blocks);
      if (to === undefined) askWhy(at);
      else void send(block, to);
    },
    askWhy,
    dismissRefusal: (allocationId) => {
      focus.want(allocationId);
      data.dismiss(allocationId);
    },
    technicianName: ({ technicianId }) =>
      calendar.technicians.find(({ memberId }) => memberId === technicianId)?.name ?? null,
  };
  return (
    <CalendarProvider facts={facts}>
      <section
        aria-busy={shown !== wanted || undefined}
        aria-label="Calendar"
        className="flex min-h-0 flex-1 flex-col"
        onBlur={(event) => onFocusChange(event, false)}
        onFocus={(event) => onFocusChange(event, true)}
      >
        <div className={cn(address.open !== null && "max-lg:hidden")}>
          <CalendarHeader
            actions={
              may.edit ? (
                <>
                  {view === "day" ? <DayFullButton calendar={calendar} day={day} /> : null}
                  <Button className="max-sm:ml-auto" hint="B" look="primary" onClick={() => begin(null)}>
                    New booking
                  </Button>
                </>
              ) : null
            }
            calendar={calendar}
            day={day}
            onStep={(by) => void setAddress({ day: stepped(view, day, by), why: null, branch: branchId })}
            onToday={() => void setAddress({ day: null, why: null, branch: branchId })}
            onView={(next) => void setAddress({ view: next, branch: branchId })}
            today={today}
            view={view}
          />
        </div>
        <div
          className={cn(
            "mx-4 mb-2 flex min-h-0 flex-1 overflow-hidden rounded-panel border bg-surface max-lg:mx-3 max-lg:flex-col max-lg:overflow-y-auto",
            shown !== wanted && "opacity-60",
          )}
        >
          <div
            className={cn(
              "flex min-h-0 min-w-0 flex-1 flex-col max-lg:h-[60dvh] max-lg:flex-none",
              address.open !== null && "max-lg:hidden",
            )}
          >
            {bays.length === 0 ? (
              <EmptyState
                action={may.settings ? <ButtonLink href="/settings/bays">Add a bay</ButtonLink> : null}
                className="m-4 max-w-[520px]"
                title={`${branch.name} has no bay yet`}
              >
                Cars are booked onto bays. Once there is one, its day stands here.
              </EmptyState>
            ) : view === "week" ? (
              <WeekGrid
                blocks={blocks}
                calendar={calendar}
                nowMs={nowMs}
                onDay={(next) => void setAddress({ view: "day", day: next, branch: branchId })}
                today={today}
              />
            ) : (
              <DayGrid
                blocks={blocks}
                day={theDay}
                grid={grid}
                inBay={(bay) => (
                  <BayContents
                    bay={bay}
                    blocks={blocks}
                    focusedId={focusedId}
                    ghost={ghost}
                    inTheWay={hands.inTheWay}
                    isPending={(allocationId) => pending.has(allocationId)}
                    news={news}
                    onFlashed={seen}
                    onPressBlock={presses.onBlock}
                    onPressGhost={presses.onGhost}
                    ordered={ordered}
                  />
                )}
                onClickEmpty={(bayId, from) => (may.edit ? beginOn(bayId, from) : undefined)}
                onPressEmpty={presses.onEmpty}
                whyMs={why?.getTime() ?? null}
              />
            )}
          </div>
          {address.open === null ? (
            <SidePanel
              calendar={calendar}
              mayEdit={may.edit}
              nowMs={nowMs}
              onAnswer={(waiting) => setOverlay(answerOf(waiting))}
              onCloseWhy={() => void setAddress({ why: null })}
              onOpen={(open) => void setAddress({ open })}
              onTake={({ bayId, startsAt, minutes }) => {
                const on = isoDateIn(startsAt, zone);
                if (on !== day) void setAddress({ day: on, why: null });
                begin({ bayId: bayId ?? bayIds[0] ?? "", from: startsAt.getTime(), minutes });
              }}
              why={why}
            />
          ) : (
            <AppointmentPane
              appointmentId={address.open}
              key={address.open}
              mayEdit={may.edit}
              now={new Date(nowMs)}
              onAct={(appointment, what) => setOverlay(overlayOf(appointment, what))}
              onClose={() => void setAddress({ open: null })}
              rest={restOf(address.open, zone)}
            />
          )}
        </div>
        <CalendarFoot hand={hand} mayEdit={may.edit} onTold={setTold} told={told} view={view} words={words} />
        <p aria-live="assertive" className="sr-only">
          {said}
        </p>
      </section>
      {ghost !== null && !ghost.fresh && view === "day" ? (
        <BookingPopover
          blocks={blocks}
          calendar={calendar}
          change={ghosts.change}
          ghost={ghost}
          key={plate}
          onBooked={({ appointment, vehicle }) => {
            const span = { ...ghost, from: appointment.startsAt.getTime(), to: appointment.endsAt.getTime() };
            ghosts.clear();
            toast(<Said plate={vehicle.plate}>{`is booked, ${saidSpan(span, words)}`}</Said>, { mark: "ok" });
          }}
          onClose={ghosts.clear}
          plate={plate}
          scale={scale}
        />
      ) : null}
      <CalendarOverlays
        blocks={blocks}
        calendar={calendar}
        nowMs={nowMs}
        onAct={act}
        onCheckedIn={(about, card) => {
          setOverlay(null);
          toast(<Said plate={about}>{`is checked in: job card ${card.number}`}</Said>, {
            mark: "ok",
            action: { label: "Open the card", run: () => router.push(`/job-cards/${card.jobCardId}`) },
          });
        }}
        onClose={(what) => setOverlay((open) => (open?.what === what ? null : open))}
        onDone={done}
        overlay={overlay}
      />
    </CalendarProvider>
  );
}

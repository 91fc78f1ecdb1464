"use client";

import { Armchair, Ellipsis } from "lucide-react";
import NextLink from "next/link";
import type { PointerEvent } from "react";
import { cn } from "#/components/ui/cn.ts";
import { Initials } from "#/components/ui/initials.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { RefusalFoot } from "#/components/ui/refusal-foot.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import type { BlockView } from "#/domain/appointment.ts";
import { formatMoment, formatTime } from "#/domain/time.ts";
import { blockBoxId, blockButtonId } from "./block-elements.ts";
import { type CalendarFacts, useCalendarFacts } from "./calendar-context.tsx";
import { type Grip, isMovable, nameOf } from "./hand.ts";
import { lookOf } from "./looks.ts";
import type { Refusal } from "./refusal.ts";
import { heightOf, type Scale, topOf } from "./scale.ts";

export type BlockProps = {
  block: BlockView;
  /** What of it this day shows. */
  part: Scale;
  /** The one of its bay that Tab reaches. */
  tabStop: boolean;
  carried: boolean;
  sending: boolean;
  flash: boolean;
  onFlashed: (allocationId: string) => void;
  onPress: (event: PointerEvent, block: BlockView, grip: Grip) => void;
};

/** Below these heights a block says less. */
const roomy = 66;
const small = 34;

/** A bay's time that is taken: by an appointment, by a job card, or by somebody who is booking. */
export function Block({ block, part, tabStop, carried, sending, flash, onFlashed, onPress }: BlockProps) {
  const facts = useCalendarFacts();
  const { scale, mayEdit, openId } = facts;
  const look = lookOf(block);
  const height = heightOf(part) - 2;
  const refusal = facts.refusalOf(block.allocationId);
  const movable = mayEdit && isMovable(block);
  const open = openId !== null && (block.appointment?.id === openId || block.jobCard?.id === openId);
  const over = look.status === "CANCELLED";
  return (
    <li>
      <article
        aria-busy={sending || undefined}
        className={cn(
          "group/block absolute right-1.5 left-1 z-1 flex overflow-hidden rounded-control border border-l-0",
          "has-[[data-block-link]:focus-visible]:z-2 has-[[data-block-link]:focus-visible]:outline-2 has-[[data-block-link]:focus-visible]:outline-accent has-[[data-block-link]:focus-visible]:outline-offset-0",
          look.box,
          block.state === "HELD" && "hatch",
          open && "border-accent border-solid ring-1 ring-accent",
          refusal && "z-3 h-auto overflow-visible border-bad-mark border-solid",
          carried && "hatch border-control border-l border-dashed bg-transparent",
          flash && "animate-flash",
          movable && "pointer-fine:cursor-grab",
        )}
        id={blockBoxId(block.allocationId)}
        onAnimationEnd={() => onFlashed(block.allocationId)}
        onContextMenu={(event) => {
          if (!mayEdit) return;
          event.preventDefault();
          // A finger that rests picks the block up; only a mouse asks for the menu this way.
          if (window.matchMedia("(pointer: coarse)").matches) return;
          facts.openMenu(block);
        }}
        onPointerDown={movable ? (event) => onPress(event, block, "whole") : undefined}
        style={{
          top: topOf(part.from, scale) + 1,
          minHeight: Math.max(height, 16),
          height: refusal ? undefined : height,
        }}
      >
        <span aria-hidden className={cn("w-[3px] shrink-0", look.bar, carried && "opacity-0")} />
        <div className={cn("flex min-w-0 flex-1 flex-col", carried && "opacity-0")}>
          <div className={cn("min-w-0 px-1.5", height < small ? "pt-px" : "pt-1")}>
            <BlockFace block={block} height={height} look={look} over={over} tabStop={tabStop} />
          </div>
          {refusal ? (
            <RefusalFoot
              about={nameOf(block)}
              className="mt-auto"
              fixes={[
                ...(refusal.again ? [{ word: "Try again", run: () => facts.takeAgain(block, refusal) }] : []),
                ...nearestFix(block, refusal, facts),
                ...(refusal.why ? [{ word: "What is free?", run: () => facts.askWhy(refusal.why ?? new Date()) }] : []),
              ]}
              onDismiss={() => facts.dismissRefusal(block.allocationId)}
              title={refusal.title}
            >
              {refusal.sentence}
            </RefusalFoot>
          ) : null}
        </div>
        {mayEdit && block.state !== "HELD" && !carried ? <More block={block} tabIndex={tabStop ? 0 : -1} /> : null}
        {movable && height >= small ? (
          <>
            <Edge block={block} grip="start" onPress={onPress} />
            <Edge block={block} grip="end" onPress={onPress} />
          </>
        ) : null}
      </article>
    </li>
  );
}

function BlockFace({
  block,
  look,
  height,
  over,
  tabStop,
}: {
  block: BlockView;
  look: ReturnType<typeof lookOf>;
  height: number;
  over: boolean;
  tabStop: boolean;
}) {
  const { zone, hrefOf, openBlock, technicianName, calendar } = useCalendarFacts();
  const times = `${formatTime(block.startsAt, zone)}–${formatTime(block.endsAt, zone)}`;
  const technician = technicianName(block);
  const href = hrefOf(block);
  const bay = calendar.bays.find(({ id }) => id === block.bayId)?.name ?? "";
  const parts = block.parts > 1 ? `part ${block.part} of ${block.parts}` : null;
  const label = [
    nameOf(block),
    block.vehicle,
    block.title,
    bay,
    times.replace("–", " to "),
    look.word,
    parts,
    block.appointment?.customerWaiting ? "customer waits here" : null,
    technician,
  ]
    .filter(Boolean)
    .join(", ");
  const cover =
    "outline-none after:absolute after:inset-0 after:rounded-control after:content-[''] text-left min-w-0 truncate";
  const words =
    block.vehicle ?? (block.state === "HELD" && block.appointment === null ? "Somebody is booking" : look.word);
  const title =
    href === null ? (
      <span className="min-w-0 truncate">{words}</span>
    ) : (
      <NextLink
        aria-label={label}
        className={cover}
        data-block-link={block.allocationId}
        draggable={false}
        href={href}
        id={blockButtonId(block.allocationId)}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || block.appointment === null) return;
          event.preventDefault();
          openBlock(block);
        }}
        prefetch={false}
        tabIndex={tabStop ? 0 : -1}
      >
        {words}
      </NextLink>
    );
  const plate = block.plate ? (
    <Plate className={over ? "line-through" : undefined} size="sm">
      {block.plate}
    </Plate>
  ) : null;
  return (
    <>
      <div className="flex h-[18px] min-w-0 items-center gap-1.5">
        <StatusGlyph decorative status={look.status} />
        {plate}
        {height < 48 ? <span className="flex min-w-0 font-medium text-dense">{title}</span> : null}
        <span className="ml-auto flex shrink-0 items-center gap-1 group-hover/block:pointer-fine:pr-5 pointer-coarse:pr-5">
          {block.appointment?.customerWaiting ? (
            <Armchair aria-hidden className="text-accent-text" size={13} strokeWidth={2} />
          ) : null}
          {technician && height >= 28 ? <Initials decorative name={technician} /> : null}
        </span>
      </div>
      {height >= 48 ? <p className="flex font-strong text-body">{title}</p> : null}
      {height >= roomy ? <p className="truncate text-dense text-ink-2">{block.title}</p> : null}
      {height >= 84 ? (
        <p className="truncate text-dense text-ink-2">
          {times}
          {parts ? `, ${parts}` : null}
          {block.heldUntil ? `, held until ${formatTime(block.heldUntil, zone)}` : null}
        </p>
      ) : null}
    </>
  );
}

/** Where an edge is taken hold of; a finger takes the menu. */
const Edge = ({
  block,
  grip,
  onPress,
}: {
  block: BlockView;
  grip: "start" | "end";
  onPress: BlockProps["onPress"];
}) => (
  <span
    aria-hidden
    className={cn(
      "absolute inset-x-0 z-2 h-1.5 cursor-ns-resize pointer-coarse:hidden",
      grip === "start" ? "top-0" : "bottom-0",
    )}
    data-edge={grip}
    onPointerDown={(event) => {
      event.stopPropagation();
      onPress(event, block, grip);
    }}
  />
);

function More({ block, tabIndex }: { block: BlockView; tabIndex: number }) {
  const { openMenu } = useCalendarFacts();
  return (
    <button
      aria-haspopup="menu"
      aria-label={`What to do with ${nameOf(block)}`}
      className="touch-target press absolute top-0 right-0 z-2 inline-flex size-6 items-center justify-center rounded-chip bg-surface text-ink-2 opacity-0 hover:bg-sunken focus-visible:opacity-100 group-hover/block:opacity-100 pointer-coarse:opacity-100 print:hidden"
      onClick={() => openMenu(block)}
      onPointerDown={(event) => event.stopPropagation()}
      tabIndex={tabIndex}
      type="button"
    >
      <Ellipsis aria-hidden size={16} strokeWidth={1.75} />
    </button>
  );
}

const nearestFix = (
  block: BlockView,
  { nearest }: Refusal,
  { zone, nowMs, takeNearest }: CalendarFacts,
): { word: string; run: () => void }[] =>
  nearest === null
    ? []
    : [{ word: `Move to ${formatMoment(nearest, zone, new Date(nowMs))}`, run: () => takeNearest(block, nearest) }];

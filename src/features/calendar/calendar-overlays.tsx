"use client";

import dynamic from "next/dynamic";
import { type ComponentProps, useEffect } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import type { BlockView, CalendarView } from "#/domain/appointment.ts";
import type { BlockAct } from "./block-menu.tsx";
import type { Overlay } from "./use-overlay.ts";

// Loaded when first opened, so that the calendar itself stays light.
const BlockMenu = dynamic(() => import("./block-menu.tsx"), { ssr: false });
const CheckInDialog = dynamic(() => import("./check-in-dialog.tsx"), { ssr: false });
const TimeDialog = dynamic(() => import("./time-dialog.tsx"), { ssr: false });
const SplitDialog = dynamic(() => import("./split-dialog.tsx"), { ssr: false });
const CancelDialog = dynamic(() => import("./leave-dialogs.tsx").then((file) => file.CancelAppointmentDialog), {
  ssr: false,
});
const TakeDeposit = dynamic(() => import("./take-deposit.tsx"), { ssr: false });
const NoShowDialog = dynamic(() => import("./leave-dialogs.tsx").then((file) => file.NoShowDialog), { ssr: false });

export function CalendarOverlays({
  overlay,
  blocks,
  calendar,
  nowMs,
  onAct,
  onCheckedIn,
  onDone,
  onClose,
}: {
  overlay: Overlay | null;
  blocks: readonly BlockView[];
  calendar: CalendarView;
  nowMs: number;
  onAct: (block: BlockView, act: BlockAct) => void;
  onCheckedIn: (plate: string, card: { jobCardId: string; number: number }) => void;
  /** `what` closes only itself: a menu's item may have opened something else meanwhile. */
  onDone: (plate: string, words: string) => void;
  onClose: (what: Overlay["what"]) => void;
}) {
  const { branches } = useShell();
  if (overlay === null) return null;
  const { zone } = calendar;
  const now = new Date(nowMs);
  const close = () => onClose(overlay.what);
  const shared = { zone, now, onClose: close };
  switch (overlay.what) {
    case "menu":
      return <MenuOf allocationId={overlay.allocationId} blocks={blocks} nowMs={nowMs} onAct={onAct} onClose={close} />;
    case "check-in":
      return (
        <CheckInDialog
          {...shared}
          arriving={overlay.arriving}
          odometerUnit={branches.find(({ id }) => id === calendar.branchId)?.odometerUnit ?? "mi"}
          onCheckedIn={(card) => onCheckedIn(overlay.arriving.plate, card)}
          technicians={calendar.technicians}
        />
      );
    case "time":
      return (
        <TimeDialog
          {...shared}
          calendar={calendar}
          onDone={(words) => onDone(overlay.timed.plate, words)}
          timed={overlay.timed}
        />
      );
    case "split":
      return (
        <SplitDialog {...shared} block={overlay.block} onDone={(words) => onDone(overlay.block.plate ?? "", words)} />
      );
    case "cancel":
      return (
        <CancelDialog {...shared} leaving={overlay.leaving} onDone={(words) => onDone(overlay.leaving.plate, words)} />
      );
    case "deposit":
      return (
        <TakeDeposit onClose={close} onDone={(words) => onDone(overlay.paying.plate, words)} paying={overlay.paying} />
      );
    case "no-show":
      return (
        <NoShowDialog {...shared} leaving={overlay.leaving} onDone={(words) => onDone(overlay.leaving.plate, words)} />
      );
  }
}

/** Beside its block where that stands now: one that is refused or moved by somebody else has gone to another bay. */
function MenuOf({
  allocationId,
  blocks,
  ...rest
}: { allocationId: string; blocks: readonly BlockView[] } & Omit<ComponentProps<typeof BlockMenu>, "block">) {
  const { onClose } = rest;
  const block = blocks.find((each) => each.allocationId === allocationId);
  const gone = block === undefined;
  useEffect(() => {
    if (gone) onClose();
  });
  return gone ? null : <BlockMenu {...rest} block={block} key={block.bayId} />;
}

"use client";

import { useRouter } from "next/navigation";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { BlockView } from "#/domain/appointment.ts";
import { blockButton } from "./block-elements.ts";
import { beside, within } from "./day-model.ts";
import { isMovable } from "./hand.ts";
import type { useHand } from "./use-hand.ts";

type CalendarKeys = {
  /** What stands on screen, by bay and start. */
  ordered: readonly BlockView[];
  bayIds: readonly string[];
  /** The block whose link has the focus. */
  focused: BlockView | null;
  hands: ReturnType<typeof useHand>;
  may: { edit: boolean; createCard: boolean };
  newBooking: () => void;
  openMenu: (block: BlockView) => void;
  close: (() => void) | null;
};

const focus = (block: BlockView | undefined): void => {
  const link = block === undefined ? null : blockButton(block.allocationId);
  link?.focus();
  link?.closest("article")?.scrollIntoView({ block: "nearest", inline: "nearest" });
};

/** The whole calendar without a pointer. */
export const useCalendarKeys = ({
  ordered,
  bayIds,
  focused,
  hands,
  may,
  newBooking,
  openMenu,
  close,
}: CalendarKeys): void => {
  const router = useRouter();
  const { hand } = hands;
  const carrying = hand !== null && hand.by === "keys";
  const near = focused !== null && hand === null;

  const step = (by: 1 | -1): void => {
    const at = focused ? ordered.findIndex(({ allocationId }) => allocationId === focused.allocationId) : -1;
    focus(at === -1 ? ordered.at(0) : ordered[at + by]);
  };
  const vertical = (by: 1 | -1): void => {
    if (carrying) hands.nudge(by);
    else if (focused) focus(within(ordered, focused, by));
  };
  const horizontal = (by: 1 | -1): void => {
    if (carrying) hands.beside(by);
    else if (focused) focus(beside(ordered, bayIds, focused, by));
  };

  useHotkeys([
    { keys: "B", label: "new booking", run: newBooking, enabled: may.edit && hand === null },
    {
      keys: "N",
      label: "new job card",
      run: () => router.push("/job-cards/new"),
      enabled: may.createCard && hand === null,
    },
    { keys: "J", label: "next in the calendar", run: () => step(1), enabled: hand === null },
    { keys: "K", label: "previous in the calendar", run: () => step(-1), enabled: hand === null },
    {
      keys: "M",
      label: "what to do with it",
      run: () => (focused ? openMenu(focused) : undefined),
      enabled: near && may.edit,
    },
    {
      keys: "Space",
      label: "pick up, drop",
      run: () => {
        if (carrying) hands.drop();
        else if (focused && isMovable(focused)) hands.pickUp(focused, "keys");
      },
      enabled: carrying || (near && may.edit),
    },
    { keys: "ArrowUp", run: () => vertical(-1), enabled: carrying || near },
    { keys: "ArrowDown", run: () => vertical(1), enabled: carrying || near },
    { keys: "Shift+ArrowUp", run: () => hands.stretch(-1), enabled: carrying },
    { keys: "Shift+ArrowDown", run: () => hands.stretch(1), enabled: carrying },
    { keys: "ArrowLeft", run: () => horizontal(-1), enabled: carrying || near },
    { keys: "ArrowRight", run: () => horizontal(1), enabled: carrying || near },
    { keys: "Enter", run: hands.drop, enabled: carrying },
    { keys: "Escape", run: hands.putBack, enabled: carrying },
    { keys: "Escape", label: "close", run: () => close?.(), enabled: close !== null && hand === null },
  ]);
};

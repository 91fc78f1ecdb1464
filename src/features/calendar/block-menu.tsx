"use client";

import {
  CalendarClock,
  CalendarX,
  CornerUpRight,
  ExternalLink,
  Hand as HandIcon,
  LogIn,
  Scissors,
  UserX,
} from "lucide-react";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "#/components/ui/menu.tsx";
import type { BlockView } from "#/domain/appointment.ts";
import { mayBecome } from "#/domain/appointment-states.ts";
import { blockBox, blockButton } from "./block-elements.ts";
import { isMovable, minutesOf, nameOf, spanOf } from "./hand.ts";
import { snapMinutes } from "./scale.ts";

export type BlockAct = "open" | "check-in" | "time" | "hand" | "carry" | "split" | "no-show" | "cancel";

const icon = { "aria-hidden": true, size: 14, strokeWidth: 1.75 } as const;

/** Everything that dragging does, and the rest, beside its block: opened by the dots, the second mouse button, and M. */
export default function BlockMenu({
  block,
  nowMs,
  onAct,
  onClose,
}: {
  block: BlockView;
  nowMs: number;
  onAct: (block: BlockView, act: BlockAct) => void;
  onClose: () => void;
}) {
  const { appointment, jobCard } = block;
  const act = (what: BlockAct) => () => onAct(block, what);
  const movable = isMovable(block);
  const state = appointment?.state;
  return (
    <Menu
      anchor={() => blockBox(block.allocationId)}
      finalFocus={() => blockButton(block.allocationId)}
      label={`What to do with ${nameOf(block)}`}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      side="right"
    >
      {state !== undefined && mayBecome(state, "CHECKED_IN") ? (
        <MenuItem icon={<LogIn {...icon} />} onSelect={act("check-in")}>
          Check in…
        </MenuItem>
      ) : null}
      {appointment ? (
        <MenuItem hint="↵" icon={<ExternalLink {...icon} />} onSelect={act("open")}>
          Open the appointment
        </MenuItem>
      ) : null}
      {jobCard ? (
        <MenuLink href={`/job-cards/${jobCard.id}`} icon={<ExternalLink {...icon} />}>
          Open job card {jobCard.number}
        </MenuLink>
      ) : null}
      {movable ? (
        <>
          <MenuSeparator />
          <MenuItem hint="Space" icon={<HandIcon {...icon} />} onSelect={act("hand")}>
            Move with the arrows
          </MenuItem>
          {state === "BOOKED" || state === "NO_SHOW" ? (
            <MenuItem icon={<CalendarClock {...icon} />} onSelect={act("time")}>
              Another day or time…
            </MenuItem>
          ) : null}
          <MenuItem icon={<CornerUpRight {...icon} />} onSelect={act("carry")}>
            Carry to tomorrow
          </MenuItem>
          <MenuItem
            icon={<Scissors {...icon} />}
            onSelect={act("split")}
            refusal={minutesOf(spanOf(block)) >= 2 * snapMinutes ? null : "A quarter of an hour is not split"}
          >
            Split…
          </MenuItem>
        </>
      ) : null}
      {state === "BOOKED" ? (
        <>
          <MenuSeparator />
          <MenuItem
            icon={<UserX {...icon} />}
            onSelect={act("no-show")}
            refusal={block.startsAt.getTime() <= nowMs ? null : "Their time has not come yet"}
          >
            Did not come…
          </MenuItem>
        </>
      ) : null}
      {state !== undefined && mayBecome(state, "CANCELLED") ? (
        <MenuItem danger icon={<CalendarX {...icon} />} onSelect={act("cancel")}>
          Cancel…
        </MenuItem>
      ) : null}
    </Menu>
  );
}

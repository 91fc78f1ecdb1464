"use client";

import { ArrowRightLeft, CalendarClock, ExternalLink, UserRound } from "lucide-react";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Initials } from "#/components/ui/initials.tsx";
import { Menu, MenuChoice, MenuGroup, MenuItem, MenuLink, MenuSeparator, MenuSub } from "#/components/ui/menu.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import { canMove, isOpen, type JobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";
import type { CardMenuKind } from "./board-context.tsx";
import { boardStatuses, mayLand, whyNot } from "./board-model.ts";

export type CardMenuProps = {
  card: BoardCardView;
  kind: CardMenuKind;
  anchor: Element;
  technicians: BoardView["technicians"];
  may: { move: boolean; complete: boolean; assign: boolean; place: boolean };
  onClose: () => void;
  /** Every status, COMPLETED (which opens the pre-flight) and those that leave the board included. */
  onMove: (card: BoardCardView, to: JobCardStatus) => void;
  onAssign: (card: BoardCardView, technician: BoardCardView["technician"]) => void;
  onPlace: (card: BoardCardView) => void;
};

const icon = { "aria-hidden": true, size: 14, strokeWidth: 1.75 } as const;

/** Everything that dragging does, and the rest: opened by the dots, the second mouse button, M and A. */
export default function CardMenu(props: CardMenuProps) {
  const { card, kind, anchor, may, onClose } = props;
  return (
    <Menu
      align={kind === "all" ? "end" : "start"}
      anchor={anchor}
      label={
        { all: `What to do with ${card.plate}`, move: `Move ${card.plate} to`, assign: `Technician of ${card.plate}` }[
          kind
        ]
      }
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      open
    >
      {kind === "move" ? <MoveItems {...props} /> : null}
      {kind === "assign" ? <AssignItems {...props} /> : null}
      {kind === "all" ? (
        <>
          <MenuLink hint="↵" href={`/job-cards/${card.id}`} icon={<ExternalLink {...icon} />}>
            Open
          </MenuLink>
          {may.move ? (
            <MenuSub icon={<ArrowRightLeft {...icon} />} label="Move to…">
              <MoveItems {...props} />
            </MenuSub>
          ) : null}
          {may.assign && isOpen(card.status) ? (
            <MenuSub icon={<UserRound {...icon} />} label="Assign">
              <AssignItems {...props} />
            </MenuSub>
          ) : null}
          {may.place && isOpen(card.status) ? (
            <MenuItem hint="P" icon={<CalendarClock {...icon} />} onSelect={() => props.onPlace(card)}>
              Place on a bay
            </MenuItem>
          ) : null}
        </>
      ) : null}
    </Menu>
  );
}

function MoveItems({ card, may, onMove }: CardMenuProps) {
  return (
    <>
      <MenuGroup label={`Move ${card.plate} to`}>
        {boardStatuses
          .filter((status) => status !== card.status)
          .map((status) => (
            <MenuItem
              icon={<StatusGlyph decorative status={status} />}
              key={status}
              onSelect={() => onMove(card, status)}
              refusal={mayLand(card.status, status, may.complete) ? null : whyNot(card.status, status, may.complete)}
            >
              {jobCardStatusWords[status]}
              {status === "COMPLETED" ? "…" : null}
            </MenuItem>
          ))}
      </MenuGroup>
      {canMove(card.status, "COLLECTED") ? (
        <>
          <MenuSeparator />
          <MenuItem icon={<StatusGlyph decorative status="COLLECTED" />} onSelect={() => onMove(card, "COLLECTED")}>
            Collected…
          </MenuItem>
        </>
      ) : null}
      {canMove(card.status, "CANCELLED") ? (
        <>
          <MenuSeparator />
          <MenuItem
            danger
            icon={<StatusGlyph decorative status="CANCELLED" />}
            onSelect={() => onMove(card, "CANCELLED")}
          >
            Cancelled…
          </MenuItem>
        </>
      ) : null}
    </>
  );
}

const nobody = "nobody";

function AssignItems({ card, technicians, onAssign }: CardMenuProps) {
  return (
    <MenuGroup label={`Technician of ${card.plate}`}>
      <MenuChoice
        onValueChange={(value) => onAssign(card, technicians.find(({ memberId }) => memberId === value) ?? null)}
        options={[
          ...technicians.map(({ memberId, name }) => ({
            value: memberId,
            label: name,
            icon: <Initials decorative name={name} />,
          })),
          { value: nobody, label: "Nobody yet", icon: <Glyph shape="dashedRing" tone="ink-3" /> },
        ]}
        value={card.technician?.memberId ?? nobody}
      />
    </MenuGroup>
  );
}

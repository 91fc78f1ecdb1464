"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRightLeft, Ban, HandCoins, MapPin, PenLine, Printer, RotateCcw, UserRound } from "lucide-react";
import type { RefObject } from "react";
import { Initials } from "#/components/ui/initials.tsx";
import { Menu, MenuChoice, MenuGroup, MenuItem, MenuSeparator, MenuSub } from "#/components/ui/menu.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { undoToast } from "#/components/ui/toast-store.ts";
import { canMove, isOpen, type JobCardStatus, jobCardStatusWords, movesFrom } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useScene } from "./card-context.tsx";
import type { MenuPart } from "./card-header.tsx";
import { unapproved } from "./facts.ts";
import { sayRefusal } from "./refusal.ts";

const icon = { size: 14, strokeWidth: 1.75, "aria-hidden": true } as const;

/** Everything one can do with the card; `part` opens only one of its lists, for the keys M and A. */
export function CardMenu({
  part,
  anchor,
  onClose,
  onApprove,
  onPlace,
  onCancel,
  onDeposit,
  onReopen,
}: {
  part: MenuPart;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  onApprove: () => void;
  onPlace: () => void;
  onCancel: () => void;
  onDeposit: () => void;
  onReopen: () => void;
}) {
  const { card, may, commands } = useScene();
  const open = isOpen(card.status);
  return (
    <Menu
      align="end"
      anchor={anchor}
      finalFocus={anchor}
      label={menuLabels[part]}
      onOpenChange={(next) => (next ? undefined : onClose())}
      open
    >
      {part === "move" ? <MoveChoices label /> : null}
      {part === "assign" ? <AssignChoices label /> : null}
      {part === "all" ? (
        <>
          {may.move && movesFrom(card.status).length > 0 ? (
            <MenuSub icon={<ArrowRightLeft {...icon} />} label="Move to">
              <MoveChoices />
            </MenuSub>
          ) : null}
          {may.assign && open ? (
            <>
              <MenuSub icon={<UserRound {...icon} />} label="Assign">
                <AssignChoices />
              </MenuSub>
              <MenuItem hint="P" icon={<MapPin {...icon} />} onSelect={onPlace}>
                {card.bay ? `Move from ${card.bay.name}` : "Place on a bay"}
              </MenuItem>
              {card.bay ? (
                <MenuItem icon={<MapPin {...icon} />} onSelect={() => void commands.unplace().catch(sayRefusal)}>
                  Take off {card.bay.name}
                </MenuItem>
              ) : null}
            </>
          ) : null}
          {may.approve && open ? (
            <MenuItem
              icon={<PenLine {...icon} />}
              onSelect={onApprove}
              refusal={
                card.lines.length === 0
                  ? "There is no line to agree yet"
                  : unapproved(card).length === 0
                    ? "Every line is approved"
                    : null
              }
            >
              Record an approval
            </MenuItem>
          ) : null}
          {may.take ? (
            <MenuItem
              icon={<HandCoins {...icon} />}
              onSelect={onDeposit}
              refusal={
                open
                  ? null
                  : card.status === "CANCELLED"
                    ? "The card is cancelled: there is nothing to pay ahead"
                    : "It has its invoice: take the payment there"
              }
            >
              Take deposit
            </MenuItem>
          ) : null}
          <MenuItem icon={<Printer {...icon} />} onSelect={() => window.print()}>
            Print
          </MenuItem>
          {(may.credit || may.complete) && (card.status === "COMPLETED" || card.status === "COLLECTED") ? (
            <>
              <MenuSeparator />
              <MenuItem
                icon={<RotateCcw {...icon} />}
                onSelect={onReopen}
                refusal={
                  may.credit ? null : "An owner, an admin or the accountant does this: it takes the invoice back"
                }
              >
                Reopen job card
              </MenuItem>
            </>
          ) : null}
          {may.edit && canMove(card.status, "CANCELLED") ? (
            <>
              <MenuSeparator />
              <MenuItem danger icon={<Ban {...icon} />} onSelect={onCancel}>
                Cancel job card
              </MenuItem>
            </>
          ) : null}
        </>
      ) : null}
    </Menu>
  );
}

const menuLabels = { all: "This card", move: "Move to", assign: "Assign" } as const satisfies Record<MenuPart, string>;

function MoveChoices({ label = false }: { label?: boolean }) {
  const { card, commands } = useScene();
  const from = card.status;
  const move = (to: JobCardStatus): void => {
    void commands.move(from, to).then(() => {
      const text = (
        <>
          <b className="font-strong">{card.vehicle.plate}</b> moved to {jobCardStatusWords[to]}
        </>
      );
      if (canMove(to, from)) undoToast(text, () => void commands.move(to, from).catch(sayRefusal));
    }, sayRefusal);
  };
  const choices = movesFrom(from)
    .filter((to) => to !== "CANCELLED")
    .map((to) => (
      <MenuItem icon={<StatusGlyph decorative status={to} />} key={to} onSelect={() => move(to)}>
        {jobCardStatusWords[to]}
      </MenuItem>
    ));
  return label ? <MenuGroup label="Move to">{choices}</MenuGroup> : choices;
}

const nobody = "nobody";

function AssignChoices({ label = false }: { label?: boolean }) {
  const { card, commands } = useScene();
  const trpc = useTRPC();
  const technicians = useQuery(trpc.member.technicians.queryOptions());
  const choices = (
    <MenuChoice
      onValueChange={(value) => void commands.assign(value === nobody ? null : value).catch(sayRefusal)}
      options={[
        ...(technicians.data ?? []).map((person) => ({
          value: person.memberId,
          label: person.name,
          icon: <Initials decorative name={person.name} />,
        })),
        { value: nobody, label: "Nobody yet", icon: <Initials decorative /> },
      ]}
      value={card.technician?.memberId ?? nobody}
    />
  );
  if (technicians.isError)
    return <MenuItem onSelect={() => void technicians.refetch()}>Technicians did not load. Try again</MenuItem>;
  return label ? <MenuGroup label="Assign">{choices}</MenuGroup> : choices;
}

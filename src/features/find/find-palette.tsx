"use client";

import { CarFront, CornerDownRight, FileText, Package, PanelTop, Plus, SquareKanban, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { CommandPalette, PaletteGroup, PaletteItem } from "#/components/ui/command-palette.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import type { SearchView } from "#/domain/search.ts";
import { actionsFor } from "./actions.ts";
import { useFind } from "./use-find.ts";

const icon = { size: 15, strokeWidth: 1.75, "aria-hidden": true } as const;

/** Finds what a number, a plate, a name, a phone number or a part stands for, and goes there; or does what is named. */
export function FindPalette({
  open,
  onOpenChange,
  early,
  onReady,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What was typed before it was there. */
  early: () => string;
  onReady: () => void;
}) {
  const router = useRouter();
  const { member, jobCardTerm } = useShell();
  const may = (permission: (typeof member.permissions)[number]): boolean => member.permissions.includes(permission);
  const [typed, setTyped] = useState(early);
  useEffect(onReady, [onReady]);
  const { found, asking, failed } = useFind(typed);
  const actions = actionsFor(typed, may);
  const go = (href: string) => (): void => {
    onOpenChange(false);
    setTyped("");
    router.push(href);
  };
  const plate = found.vehicles.length === 0 ? platePattern.exec(typed.trim().toUpperCase())?.[0] : undefined;
  const begins = beginnings.some(({ permission }) => may(permission));
  /** For which something can be begun: those that were found, or one that nobody has seen. */
  const plates = !begins
    ? []
    : plate !== undefined
      ? [plate]
      : found.vehicles.slice(0, 2).map(({ plate: shown }) => shown);
  const nothing = countOf(found) === 0 && actions.length === 0 && plates.length === 0;
  return (
    <CommandPalette
      foot={may("customer.read") ? "Plate, name, phone, job or invoice number, part" : "Plate, job number, part"}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) setTyped("");
      }}
      onQueryChange={setTyped}
      open={open}
      pending={asking}
      placeholder="Find, or do"
      query={typed}
      status={
        failed ?? (nothing ? (asking ? `Looking for ${typed.trim()}` : `Nothing matches ${typed.trim()}.`) : null)
      }
    >
      <Group label={jobCardTerm} rows={found.cards}>
        {({ id, number, status, plate: shown, vehicle }) => (
          <PaletteItem
            icon={<StatusGlyph status={status} />}
            id={`card ${id}`}
            key={id}
            onSelect={go(`/job-cards/${id}`)}
          >
            <Plate size="sm">{shown}</Plate>
            <b className="font-strong">{number}</b>
            <span className="min-w-0 truncate text-ink-2">{vehicle}</span>
          </PaletteItem>
        )}
      </Group>
      <Group label="Vehicles" rows={found.vehicles}>
        {({ id, plate: shown, vehicle, owner, openCard }) => (
          <PaletteItem
            icon={openCard ? <StatusGlyph status={openCard.status} /> : <CarFront {...icon} />}
            id={`vehicle ${id}`}
            key={id}
            onSelect={go(openCard ? `/job-cards/${openCard.id}` : `/vehicles/${id}`)}
          >
            <Plate size="sm">{shown}</Plate>
            <span className="min-w-0 truncate">{vehicle}</span>
            {owner === undefined ? null : <span className="min-w-0 truncate text-ink-2">{owner}</span>}
            {openCard ? <span className="ml-auto shrink-0 text-ink-2">job {openCard.number}</span> : null}
          </PaletteItem>
        )}
      </Group>
      <Group label="Customers" rows={found.customers}>
        {({ id, name, phone, plates }) => (
          <PaletteItem icon={<UserRound {...icon} />} id={`customer ${id}`} key={id} onSelect={go(`/customers/${id}`)}>
            <span className="min-w-0 truncate font-medium">{name}</span>
            {phone === null ? null : <span className="shrink-0 text-ink-2">{phone}</span>}
            {plates.slice(0, 2).map((each) => (
              <Plate className="max-sm:hidden" key={each} size="sm">
                {each}
              </Plate>
            ))}
          </PaletteItem>
        )}
      </Group>
      <Group label="Invoices" rows={found.invoices}>
        {({ id, number, plate: shown, customer }) => (
          <PaletteItem icon={<FileText {...icon} />} id={`invoice ${id}`} key={id} onSelect={go(`/invoices/${id}`)}>
            <b className="font-strong">{number}</b>
            <Plate size="sm">{shown}</Plate>
            <span className="min-w-0 truncate text-ink-2">{customer}</span>
          </PaletteItem>
        )}
      </Group>
      <Group label="Parts" rows={found.parts}>
        {({ id, number, name }) => (
          <PaletteItem icon={<Package {...icon} />} id={`part ${id}`} key={id} onSelect={go(`/parts?part=${id}`)}>
            <b className="shrink-0 font-strong">{number}</b>
            <span className="min-w-0 truncate text-ink-2">{name}</span>
          </PaletteItem>
        )}
      </Group>
      {plates.length === 0 && actions.length === 0 ? null : (
        <PaletteGroup label="Do">
          {beginnings
            .filter(({ permission }) => may(permission))
            .flatMap(({ id, word, path }) =>
              plates.map((shown) => (
                <PaletteItem
                  icon={<Plus {...icon} />}
                  id={`${id} ${shown}`}
                  key={`${id} ${shown}`}
                  onSelect={go(path + encodeURIComponent(shown))}
                >
                  {word} <Plate size="sm">{shown}</Plate>
                </PaletteItem>
              )),
            )}
          {actions.map(({ id, label, href }) => (
            <PaletteItem
              icon={
                id === "page /board" ? (
                  <SquareKanban {...icon} />
                ) : id.startsWith("page") ? (
                  <PanelTop {...icon} />
                ) : (
                  <CornerDownRight {...icon} />
                )
              }
              id={id}
              key={id}
              onSelect={go(href)}
            >
              {label}
            </PaletteItem>
          ))}
        </PaletteGroup>
      )}
    </CommandPalette>
  );
}

/** What can be begun for a plate. */
const beginnings = [
  { id: "card", word: "New job card for", path: "/job-cards/new?plate=", permission: "job_card.create" },
  { id: "booking", word: "New booking for", path: "/calendar?book=", permission: "appointment.edit" },
] as const;

/** Letters and digits together, as on a plate that is not known yet. */
const platePattern = /^(?=[^\d]*\d)(?=[^A-Z]*[A-Z])[A-Z0-9][A-Z0-9 -]{3,11}$/;

const countOf = ({ cards, vehicles, customers, invoices, parts }: SearchView): number =>
  cards.length + vehicles.length + customers.length + invoices.length + parts.length;

function Group<Row>({
  label,
  rows,
  children,
}: {
  label: string;
  rows: readonly Row[];
  children: (row: Row) => ReactNode;
}) {
  return rows.length === 0 ? null : <PaletteGroup label={label}>{rows.map(children)}</PaletteGroup>;
}

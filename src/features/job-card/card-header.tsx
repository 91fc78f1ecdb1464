"use client";

import { Ellipsis, Printer } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { ButtonLink, linkClass, TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useFormats, useScene } from "./card-context.tsx";
import { depositOf } from "./facts.ts";
import { vehicleWords } from "./words.ts";

const CardMenu = dynamic(() => import("./card-menu.tsx").then((file) => file.CardMenu), { ssr: false });

export type MenuPart = "all" | "move" | "assign";

/** Plate, car, owner, mileage in; verbs at the right. */
export function CardHeader({
  onComplete,
  onApprove,
  onPlace,
  onCancel,
  onDeposit,
  onReopen,
}: {
  onComplete: () => void;
  onApprove: () => void;
  onPlace: () => void;
  onCancel: () => void;
  onDeposit: () => void;
  onReopen: () => void;
}) {
  const { card, may } = useScene();
  const seesCustomer = useMay("customer.read");
  const { moment, count, money } = useFormats();
  const open = isOpen(card.status);
  const depositMinor = depositOf(card);
  const more = useRef<HTMLButtonElement>(null);
  const [menu, setMenu] = useState<MenuPart | null>(null);
  useHotkeys([
    {
      keys: "M",
      label: "move to…",
      enabled: may.move && card.status !== "CANCELLED" && card.status !== "COLLECTED",
      run: () => setMenu("move"),
    },
    { keys: "A", label: "assign", enabled: may.assign && open, run: () => setMenu("assign") },
    { keys: "P", label: "place on a bay", enabled: may.assign && open, run: onPlace },
  ]);
  const mileage =
    card.odometerIn === null ? "Mileage in not read" : `${count(card.odometerIn)} ${card.odometerUnit} in`;
  return (
    <PageHeader
      actions={
        <>
          <span className="text-dense text-ink-3 max-sm:hidden">
            Job card {card.number}, opened {moment(card.openedAt)}
          </span>
          <Button className="max-sm:hidden" onClick={() => window.print()}>
            <Printer aria-hidden size={15} strokeWidth={1.75} />
            Print
          </Button>
          <Button
            aria-expanded={menu !== null}
            aria-haspopup="menu"
            aria-label="More to do with this card"
            icon
            onClick={() => setMenu(menu === null ? "all" : null)}
            ref={more}
          >
            <Ellipsis aria-hidden size={16} strokeWidth={1.75} />
          </Button>
          {open && may.complete ? (
            <Button className="max-md:hidden" hint="Alt C" look="primary" onClick={onComplete}>
              Complete
            </Button>
          ) : null}
          {card.invoice ? (
            <ButtonLink href={`/invoices/${card.invoice.id}`}>
              {open ? "Taken back: " : "Invoice "}
              {card.invoice.number}
            </ButtonLink>
          ) : null}
          {menu ? (
            <CardMenu
              anchor={more}
              onApprove={onApprove}
              onCancel={onCancel}
              onClose={() => setMenu(null)}
              onDeposit={onDeposit}
              onPlace={onPlace}
              onReopen={onReopen}
              part={menu}
            />
          ) : null}
        </>
      }
      className="pt-3 max-sm:relative max-sm:[&>div:last-child]:absolute max-sm:[&>div:last-child]:top-2.5 max-sm:[&>div:last-child]:right-3"
      start={<Plate size="lg">{card.vehicle.plate}</Plate>}
      sub={
        <>
          {seesCustomer ? (
            <TextLink href={`/customers/${card.customer.id}`}>{card.customer.name}</TextLink>
          ) : (
            card.customer.name
          )}
          {card.customer.phone ? (
            <>
              ,{" "}
              <a className={linkClass} href={`tel:${card.customer.phone.replace(/[^\d+]/g, "")}`}>
                {card.customer.phoneShown}
              </a>
            </>
          ) : null}
          . {mileage}.<span className="sm:hidden print:inline"> Job card {card.number}.</span>
          {card.customerWaiting && open ? " The customer waits here." : ""}
          {depositMinor > 0 ? ` Deposit held ${money(depositMinor)}.` : ""}
        </>
      }
      title={vehicleWords(card.vehicle)}
    />
  );
}

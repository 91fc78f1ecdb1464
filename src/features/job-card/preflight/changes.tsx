"use client";

import { ArrowRight, Mail, MessageCircle } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { cn } from "#/components/ui/cn.ts";
import { BeforeAfter, Definition, Definitions } from "#/components/ui/definition.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { Status } from "#/components/ui/status-glyph.tsx";
import type { PreflightView } from "#/domain/job-card.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { formatMinutes } from "#/domain/time.ts";
import { useFormats, useScene } from "../card-context.tsx";

type ChangesView = PreflightView["changes"];

const partsAtFirst = 4;

/** "01892" of "NM-2026-01892": the series stands before it already. */
const inSeries = (number: string, series: string): string =>
  number.startsWith(`${series}-`) ? number.slice(series.length + 1) : number;

/** All that completing changes, as before → after. */
export function Changes({
  changes,
  told,
  onTold,
}: {
  changes: ChangesView;
  /** Whether the customer is told that the car is ready. */
  told: boolean;
  onTold: (told: boolean) => void;
}) {
  const { card, now } = useScene();
  const { money } = useFormats();
  const { series, lastNumber } = changes.invoice;
  const icon = { "aria-hidden": true, className: "mt-0.5 shrink-0 text-ink-3", size: 14, strokeWidth: 1.75 } as const;
  const early = changes.bay ? Math.floor((changes.bay.endsAt.getTime() - now.getTime()) / 60_000) : 0;
  return (
    <>
      <h3 className="mb-2.5 text-section">What will change</h3>
      <Definitions>
        <Definition term="Status">
          <span className="flex flex-wrap items-center gap-2.5">
            <Status status={changes.status.from} />
            <ArrowRight aria-hidden className="text-ink-3" size={13} strokeWidth={1.75} />
            <span className="sr-only">becomes</span>
            <Status status={changes.status.to} />
          </span>
        </Definition>
        <Definition term="Invoice">
          {lastNumber === null ? (
            <b className="font-strong">First in series {series}</b>
          ) : (
            <b className="font-strong">Next in series {series}</b>
          )}
          <span className="text-ink-3">
            {lastNumber === null ? "." : `, now ${inSeries(lastNumber, series)}.`} The number is given on completion.
          </span>
        </Definition>
        <Definition term="Stock">
          <Stock stock={changes.stock} />
        </Definition>
        <Definition term="Money">
          <b className="font-strong">{money(changes.totals.totalMinor)}</b> with {money(changes.totals.taxMinor)}{" "}
          {card.branch.taxName}.
        </Definition>
        <Definition term="Messages">
          {changes.messages.length === 0 ? (
            <span className="text-ink-2">None: {card.customer.name} has no e-mail address or phone number here.</span>
          ) : (
            <>
              {changes.messages.map((message) => (
                <p
                  className={cn("flex gap-2 py-0.5", message.ready && !told && "text-ink-3 line-through")}
                  key={`${message.channel} ${message.what} ${message.to}`}
                >
                  {message.channel === "EMAIL" ? <Mail {...icon} /> : <MessageCircle {...icon} />}
                  <span className="min-w-0 break-words">
                    {message.what}, to {message.to}
                  </span>
                </p>
              ))}
              {changes.messages.some(({ ready }) => ready) ? (
                <Checkbox checked={told} className="mt-1" onChange={(event) => onTold(event.target.checked)}>
                  Tell {card.customer.name} that the car is ready
                </Checkbox>
              ) : null}
            </>
          )}
        </Definition>
        {changes.bay ? (
          <Definition term="Bay">
            {changes.bay.name} is free from now{early > 0 ? `, ${formatMinutes(early)} earlier than planned` : ""}
          </Definition>
        ) : null}
      </Definitions>
    </>
  );
}

function Stock({ stock }: { stock: ChangesView["stock"] }) {
  const [all, setAll] = useState(false);
  if (stock.length === 0) return <span className="text-ink-2">No part leaves the shelf.</span>;
  // What needs an eye comes first, so that folding never hides it.
  const ordered = [...stock].sort((a, b) => weight(a) - weight(b));
  const shown = all ? ordered : ordered.slice(0, partsAtFirst);
  const more = ordered.length - shown.length;
  return (
    <>
      {shown.map((part) => (
        <div key={part.partId}>
          {part.shortBy === null ? (
            <BeforeAfter
              after={formatQuantity(part.after, part.unit)}
              before={formatQuantity(part.before, "")}
              label={part.name}
            />
          ) : (
            <p className="flex gap-2 py-0.5 font-strong text-bad">
              <span className="min-w-0 flex-1 truncate">{part.name}</span>short by{" "}
              {formatQuantity(part.shortBy, part.unit)}
            </p>
          )}
          {part.reachesReorderPoint ? <p className="text-dense text-warn">Reaches its reorder point</p> : null}
        </div>
      ))}
      {more > 0 ? (
        <LinkButton onClick={() => setAll(true)}>
          {more} more {more === 1 ? "part" : "parts"}
        </LinkButton>
      ) : null}
    </>
  );
}

const weight = (part: ChangesView["stock"][number]): number =>
  part.shortBy !== null ? 0 : part.reachesReorderPoint ? 1 : 2;

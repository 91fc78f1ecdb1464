import type { ReactNode } from "react";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Status } from "#/components/ui/status-glyph.tsx";
import { type CustomerView, visitsShown } from "#/domain/customer.ts";
import { formatMoney } from "#/domain/money.ts";
import { formatDate, formatIsoDate, isoDateIn } from "#/domain/time.ts";

type Of = { customer: CustomerView };

export function Cars({ customer: { vehicles } }: Of) {
  return (
    <List empty="No car is on file." title="Cars">
      {vehicles.map(({ id, plate, make, model, year, archivedAt }) => (
        <Line key={id}>
          <TextLink className="no-underline" href={`/vehicles/${id}`}>
            <Plate>{plate}</Plate>
          </TextLink>
          <span className="min-w-0 flex-1">{year === null ? `${make} ${model}` : `${make} ${model}, ${year}`}</span>
          {archivedAt === null ? null : <span className="text-dense text-ink-3">Archived</span>}
        </Line>
      ))}
    </List>
  );
}

/** Cars that they have sold; absent where there is none. */
export function FormerCars({ customer: { formerVehicles, zone } }: Of) {
  if (formerVehicles.length === 0) return null;
  return (
    <List empty="" title="Cars they had">
      {formerVehicles.map(({ id, plate, make, model, until }) => (
        <Line key={`${id} ${until.getTime()}`}>
          <TextLink className="no-underline" href={`/vehicles/${id}`}>
            <Plate>{plate}</Plate>
          </TextLink>
          <span className="min-w-0 flex-1">
            {make} {model}
          </span>
          <span className="text-dense text-ink-3">Until {formatDate(until, zone)}</span>
        </Line>
      ))}
    </List>
  );
}

export function JobCards({ customer: { jobCards, moreJobCards, zone } }: Of) {
  return (
    <List empty="No job card has been opened." more={moreJobCards} title="Job cards">
      {jobCards.map(({ id, number, status, plate, complaint, openedAt, branchName }) => (
        <Line key={id}>
          <TextLink className="font-medium" href={`/job-cards/${id}`}>
            {number}
          </TextLink>
          <Plate>{plate}</Plate>
          <Status className="whitespace-nowrap" status={status} />
          <span className="ml-auto text-dense text-ink-3">
            {branchName}, {formatDate(openedAt, zone)}
          </span>
          {complaint === "" ? null : <span className="basis-full truncate text-dense text-ink-2">{complaint}</span>}
        </Line>
      ))}
    </List>
  );
}

export function Invoices({ customer: { invoices, moreInvoices, locale, zone }, now }: Of & { now: Date }) {
  const today = isoDateIn(now, zone);
  return (
    <List empty="No invoice has been issued." more={moreInvoices} title="Invoices">
      {invoices.map(({ id, number, plate, issuedOn, dueOn, currency, totalMinor, dueMinor }) => {
        const overdue = dueMinor > 0 && today > dueOn;
        return (
          <Line key={id}>
            <TextLink className="font-medium" href={`/invoices/${id}`}>
              {number}
            </TextLink>
            <Plate>{plate}</Plate>
            <span className="text-dense text-ink-3">{formatIsoDate(issuedOn)}</span>
            <span className="ml-auto flex items-center gap-3">
              <span className={cn("inline-flex items-center gap-1.5", overdue && "font-medium text-bad")}>
                <Glyph
                  shape={dueMinor <= 0 ? "tickDisc" : overdue ? "octagon" : "clock"}
                  tone={dueMinor <= 0 ? "ok" : overdue ? "bad" : "ink-2"}
                />
                {dueMinor <= 0 ? "Paid" : `${formatMoney(dueMinor, currency, locale)} ${overdue ? "overdue" : "due"}`}
              </span>
              <span className="min-w-20 text-right font-medium">{formatMoney(totalMinor, currency, locale)}</span>
            </span>
          </Line>
        );
      })}
    </List>
  );
}

function List({
  title,
  empty,
  more = false,
  children,
}: {
  title: string;
  empty: string;
  more?: boolean;
  children: readonly ReactNode[];
}) {
  return (
    <Panel aria-label={title}>
      <PanelHead title={title} />
      {children.length === 0 ? (
        <p className="px-4 pb-3.5 text-ink-2">{empty}</p>
      ) : (
        <ul className="border-t">{children}</ul>
      )}
      {more ? <p className="border-t px-4 py-2 text-dense text-ink-3">The newest {visitsShown}.</p> : null}
    </Panel>
  );
}

const Line = ({ children }: { children: ReactNode }) => (
  <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 last:border-b-0">{children}</li>
);

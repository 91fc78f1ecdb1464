import type { ReactNode } from "react";
import { Glyph } from "#/components/ui/glyph.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import type { WarningsView } from "#/domain/appointment.ts";
import { formatDate, formatMoment } from "#/domain/time.ts";

/** What one ought to know before booking: none of it stops anybody. Nothing when there is nothing. */
export function Warnings({ warnings, zone, now }: { warnings: WarningsView; zone: string; now: Date }) {
  const { openCards, upcoming, noShows, lastNoShow } = warnings;
  if (openCards.length === 0 && upcoming.length === 0 && noShows === 0) return null;
  return (
    <ul aria-label="To know" className="flex flex-col gap-1 text-warn">
      {openCards.map(({ id, number, branchName }) => (
        <Warning key={id}>
          In the shop: <TextLink href={`/job-cards/${id}`}>job card {number}</TextLink> is open at {branchName}
        </Warning>
      ))}
      {upcoming.map(({ id, plate, startsAt, branchName }) => (
        <Warning key={id}>
          Booked already: <TextLink href={`/calendar?open=${id}`}>{formatMoment(startsAt, zone, now)}</TextLink> at{" "}
          {branchName}, {plate}
        </Warning>
      ))}
      {noShows > 0 ? (
        <Warning>
          Did not come {noShows === 1 ? "once" : `${noShows} times`}
          {lastNoShow ? `, last on ${formatDate(lastNoShow, zone)}` : null}
        </Warning>
      ) : null}
    </ul>
  );
}

const Warning = ({ children }: { children: ReactNode }) => (
  <li className="flex gap-1.5">
    <Glyph className="mt-0.5" shape="triangle" tone="warn" />
    <span className="min-w-0">{children}</span>
  </li>
);

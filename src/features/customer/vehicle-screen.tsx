"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LiveMark } from "#/components/shell/live-mark.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Fact, Facts, Panel, PanelHead } from "#/components/ui/panel.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Status } from "#/components/ui/status-glyph.tsx";
import { formatWhole } from "#/domain/money.ts";
import { formatDate } from "#/domain/time.ts";
import { reversedWords, type VehicleView, visitsOfVehicle } from "#/domain/vehicle.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { VehicleActions } from "./vehicle-actions.tsx";
import { VehicleNotes } from "./vehicle-notes.tsx";

type Of = { vehicle: VehicleView };

/** A car: what was done on it at which reading, what is open, whose it is and was, and under which plates. */
export function VehicleScreen({ vehicleId }: { vehicleId: string }) {
  const trpc = useTRPC();
  const { data: vehicle } = useSuspenseQuery(trpc.vehicle.byId.queryOptions({ vehicleId }));
  const { plate, make, model, year, vin } = vehicle;
  return (
    <>
      <div className="shrink-0 border-b bg-surface">
        <PageHeader
          actions={
            <>
              <span className="text-dense text-ink-3">
                <LiveMark />
              </span>
              <VehicleActions vehicle={vehicle} />
            </>
          }
          className="pt-3"
          start={<Plate size="lg">{plate}</Plate>}
          sub={
            [year, vin === null ? null : `VIN ${vin}`].filter((each) => each !== null).join(", ") ||
            "No year or VIN on file"
          }
          title={`${make} ${model}`}
        />
        <VehicleFacts vehicle={vehicle} />
      </div>
      <VehicleNotes vehicle={vehicle} />
      <div className="grid items-start gap-4 px-4 pt-4 pb-6 max-sm:px-3 min-[1100px]:grid-cols-[2fr_1fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <OpenWork vehicle={vehicle} />
          <History vehicle={vehicle} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Owners vehicle={vehicle} />
          <Plates vehicle={vehicle} />
        </div>
      </div>
    </>
  );
}

function VehicleFacts({ vehicle: { owner, lastOdometer, openCards, zone, archivedAt, archivedReason } }: Of) {
  return (
    <div className="px-4 pb-3 max-sm:px-3">
      <Facts>
        <Fact className="lg:flex-1" term="Owner">
          {owner === null ? (
            <span className="font-medium text-ink-2">Shown at the desk</span>
          ) : (
            <span className="min-w-0 wrap-anywhere">
              <TextLink href={`/customers/${owner.id}`}>{owner.name}</TextLink>
              {owner.phoneShown === null ? null : (
                <span className="ml-2 font-normal text-ink-2">{owner.phoneShown}</span>
              )}
            </span>
          )}
        </Fact>
        <Fact className="lg:flex-1" term="Last reading">
          {lastOdometer === null ? (
            <span className="font-medium text-ink-2">None yet</span>
          ) : (
            <span>
              {formatWhole(lastOdometer.value)} {lastOdometer.unit}
              <span className="font-normal text-ink-2">, {formatDate(lastOdometer.readAt, zone)}</span>
            </span>
          )}
        </Fact>
        <Fact className="lg:flex-1" term="Open work">
          {openCards.length === 0 ? "Nothing" : openCards.length === 1 ? "1 job card" : `${openCards.length} job cards`}
        </Fact>
        {archivedAt === null ? null : (
          <Fact className="lg:flex-1" term="Archived">
            <span className="font-medium">
              {formatDate(archivedAt, zone)}
              {archivedReason ? `: ${archivedReason}` : ""}
            </span>
          </Fact>
        )}
      </Facts>
    </div>
  );
}

function OpenWork({ vehicle: { openCards, zone } }: Of) {
  return (
    <List empty="No job card is open." title="Open work">
      {openCards.map(({ id, number, status, branchName, openedAt }) => (
        <Line key={id}>
          <TextLink className="font-medium" href={`/job-cards/${id}`}>
            {number}
          </TextLink>
          <Status className="whitespace-nowrap" status={status} />
          <span className="ml-auto text-dense text-ink-3">
            {branchName}, {formatDate(openedAt, zone)}
          </span>
        </Line>
      ))}
    </List>
  );
}

function History({ vehicle: { history, moreHistory, zone } }: Of) {
  const former = history.some((visit) => visit.former);
  return (
    <List
      empty="Nothing has been done on this car yet."
      foot={
        moreHistory
          ? `The newest ${visitsOfVehicle}.`
          : former
            ? "Work of a former owner's time is the workshop's to see. The present owner is not told of it."
            : null
      }
      title="Service history"
    >
      {history.map(
        ({
          id,
          jobCardId,
          jobCardNumber,
          performedAt,
          odometer,
          odometerUnit,
          summary,
          branchName,
          former: before,
          reversed,
        }) => (
          <Line key={id}>
            <span className="w-24 shrink-0">{formatDate(performedAt, zone)}</span>
            <span className="w-24 shrink-0 text-ink-2">
              {formatWhole(odometer)} {odometerUnit}
            </span>
            <span className="min-w-0 flex-1 basis-52">
              {reversed === null ? summary : <s className="text-ink-3">{summary}</s>}
              {reversed === null ? null : (
                <span className="block text-dense text-note">{reversedWords(reversed, zone)}</span>
              )}
            </span>
            <span className="text-dense text-ink-3">
              {before ? <b className="mr-2 font-medium text-note">Former owner</b> : null}
              {branchName}, <TextLink href={`/job-cards/${jobCardId}`}>{jobCardNumber}</TextLink>
            </span>
          </Line>
        ),
      )}
    </List>
  );
}

const period = (since: Date | null, until: Date | null, zone: string): string =>
  [
    since === null ? null : `from ${formatDate(since, zone)}`,
    until === null ? null : `until ${formatDate(until, zone)}`,
  ]
    .filter((each) => each !== null)
    .join(" ") || "from the beginning";

function Owners({ vehicle: { owner, ownedSince, formerOwners, zone } }: Of) {
  return (
    <List empty="" title="Owners">
      {[
        <Line key="present">
          <span className="min-w-0 flex-1 font-medium">{owner?.name ?? "The present owner"}</span>
          <span className="text-dense text-ink-3">{period(ownedSince, null, zone)}</span>
        </Line>,
        ...formerOwners.map(({ id, owner: before, since, until, changedByName }) => (
          <Line key={id}>
            <span className="min-w-0 flex-1 text-ink-2">
              {before === null ? "A former owner" : <TextLink href={`/customers/${before.id}`}>{before.name}</TextLink>}
            </span>
            <span className="text-dense text-ink-3">
              {period(since, until, zone)}, noted by {changedByName}
            </span>
          </Line>
        )),
      ]}
    </List>
  );
}

function Plates({ vehicle: { plate, plateSince, formerPlates, zone } }: Of) {
  return (
    <List empty="" title="Plates">
      {[
        <Line key="present">
          <Plate>{plate}</Plate>
          <span className="ml-auto text-dense text-ink-3">{period(plateSince, null, zone)}</span>
        </Line>,
        ...formerPlates.map(({ id, plate: before, since, until, changedByName }) => (
          <Line key={id}>
            <Plate>{before}</Plate>
            <span className="ml-auto text-dense text-ink-3">
              {period(since, until, zone)}, noted by {changedByName}
            </span>
          </Line>
        )),
      ]}
    </List>
  );
}

function List({
  title,
  empty,
  foot = null,
  children,
}: {
  title: string;
  empty: string;
  foot?: string | null;
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
      {foot === null ? null : <p className="border-t px-4 py-2 text-dense text-ink-3">{foot}</p>}
    </Panel>
  );
}

const Line = ({ children }: { children: ReactNode }) => (
  <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 last:border-b-0">{children}</li>
);

import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { formatWhole } from "#/domain/money.ts";
import { formatDate } from "#/domain/time.ts";
import { reversedWords } from "#/domain/vehicle.ts";
import type { NewCard } from "./use-new-card.ts";
import { useZone } from "./use-zone.ts";

/** What was done to the car, newest first. */
export function History({ card: { found } }: { card: NewCard }) {
  const zone = useZone();
  const visits = found?.history ?? [];
  return (
    <Panel className="self-start">
      <PanelHead
        end={visits.length > 0 ? (visits.length === 1 ? "1 visit" : `last ${visits.length} visits`) : null}
        title="Service history"
      />
      {visits.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">
          {found
            ? "No visit is finished yet. Each completed job card stands here."
            : found === null
              ? "A new car has none. This visit will be the first."
              : "Fills in with the plate: what was done, when, and at how many miles."}
        </p>
      ) : (
        <ol>
          {visits.map((visit) => (
            <li
              className="grid grid-cols-[88px_minmax(0,1fr)_auto] gap-x-3 border-t px-4 py-2 max-sm:grid-cols-[minmax(0,1fr)_auto]"
              key={visit.id}
            >
              <TextLink className="max-sm:col-start-1" href={`/job-cards/${visit.jobCardId}`}>
                {formatDate(visit.performedAt, zone)}
              </TextLink>
              <span className="min-w-0 max-sm:order-3 max-sm:col-span-2">
                {visit.reversed === null ? visit.summary : <s className="text-ink-3">{visit.summary}</s>}
                {visit.reversed === null ? null : (
                  <span className="block text-dense text-note">{reversedWords(visit.reversed, zone)}</span>
                )}
                <span className="block text-dense text-ink-3">{visit.branchName}</span>
              </span>
              <span className="whitespace-nowrap text-right text-ink-2">
                {formatWhole(visit.odometer)} {visit.odometerUnit}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

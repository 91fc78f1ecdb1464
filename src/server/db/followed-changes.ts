import {
  consumersOf,
  customerChanged,
  type EventName,
  isToldToFollowersOnly,
  jobCardChanged,
  optionalConsumers,
  vehicleChanged,
} from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Pending, PendingEvent } from "#/server/db/receipt.ts";

/** What a record's change is told as, and by which name its id goes. */
const told: Readonly<Record<string, { readonly name: EventName; readonly version: number; readonly field: string }>> = {
  customer: { name: customerChanged.name, version: customerChanged.version, field: "customerId" },
  vehicle: { name: vehicleChanged.name, version: vehicleChanged.version, field: "vehicleId" },
  jobCard: { name: jobCardChanged.name, version: jobCardChanged.version, field: "jobCardId" },
};

/**
 * Tells of each customer, vehicle and job card that the audit tells of, once: whatever writes one down, also what is added
 * later, is followed. A card whose completion or reopening is told of needs no second event. Nothing is written for whom nobody
 * follows (decision 122).
 */
export const tellChanges = ({ audits, events }: Pending): void => {
  const already = new Set(
    events
      .filter((event) => event.optional.includes("update-crm"))
      .map(({ subject }) => `${subject.type} ${subject.id}`),
  );
  for (const { subjectType, subjectId } of audits) {
    const change = told[subjectType];
    const key = `${subjectType} ${subjectId}`;
    if (change === undefined || already.has(key)) continue;
    already.add(key);
    events.push({
      id: uuidv7(),
      type: change.name,
      version: change.version,
      subject: { type: subjectType, id: subjectId },
      data: { [change.field]: subjectId },
      occurredAt: new Date(),
      consumers: consumersOf[change.name],
      optional: optionalConsumers(change.name),
      followersOnly: isToldToFollowersOnly(change.name),
      dueAt: null,
    } satisfies PendingEvent);
  }
};

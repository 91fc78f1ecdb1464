import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import type { CalendarView } from "#/domain/appointment.ts";
import { formatAge, formatMinutes, formatMoment } from "#/domain/time.ts";

export type Waiting = CalendarView["waiting"][number];

/** Requests that nobody has answered, and offers that no customer has taken yet: the oldest first. */
export function WaitingPanel({
  calendar,
  nowMs,
  mayEdit,
  onOpen,
  onAnswer,
}: {
  calendar: CalendarView;
  nowMs: number;
  mayEdit: boolean;
  onOpen: (appointmentId: string) => void;
  onAnswer: (waiting: Waiting) => void;
}) {
  const { waiting, zone } = calendar;
  const now = new Date(nowMs);
  return (
    <section aria-labelledby="waiting-title" className="p-3">
      <h2 className="mb-2 flex items-baseline justify-between text-section" id="waiting-title">
        Requests <span className="font-normal text-dense text-ink-3">{waiting.length}</span>
      </h2>
      {waiting.length === 0 ? (
        <p className="text-ink-2">
          No request waits. What customers ask for without a fixed time stands here until it has one.
        </p>
      ) : (
        <ul className="flex flex-col gap-2">
          {waiting.map((each) => (
            <li className="rounded-control border bg-surface px-2.5 py-2" key={each.id}>
              <p className="flex items-center gap-2">
                <Plate size="sm">{each.plate}</Plate>
                <span className="ml-auto text-dense text-ink-3">{formatAge(each.waitingSince, now)}</span>
              </p>
              <p className="mt-1 truncate font-strong">{each.title}</p>
              <p className="truncate text-dense text-ink-2">
                {each.customerName}
                {each.wish ? `, would like ${formatMoment(each.wish, zone, now)}` : null}
              </p>
              <p className="mt-1.5 flex flex-wrap items-center gap-2">
                {each.state === "OFFERED" ? <Badge>{formatMinutes(each.minutes)}, customer chooses</Badge> : null}
                <span className="ml-auto flex gap-1.5">
                  <Button aria-label={`Open the request of ${each.plate}`} onClick={() => onOpen(each.id)} size="sm">
                    Open
                  </Button>
                  {mayEdit ? (
                    <Button aria-label={`Answer ${each.plate}`} onClick={() => onAnswer(each)} size="sm">
                      {each.state === "OFFERED" ? "Place" : "Answer"}
                    </Button>
                  ) : null}
                </span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

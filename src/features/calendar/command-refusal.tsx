import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { formatMoment } from "#/domain/time.ts";
import type { ShownError } from "#/trpc/error.ts";
import { freeTimesOf } from "./refusal.ts";

/** Why a command was refused; where the time was taken, the nearest free ones are one press away. */
export function CommandRefusal({
  refusal,
  zone,
  now,
  onTake,
}: {
  refusal: ShownError | null;
  zone: string;
  now: Date;
  onTake?: (at: Date) => void;
}) {
  if (refusal === null) return null;
  const free = onTake && refusal.code === "SLOT_TAKEN" ? freeTimesOf(refusal.details) : [];
  return (
    <div className="mt-3 rounded-control bg-bad-soft px-3 py-2" role="alert">
      <p className="flex gap-2">
        <Glyph className="mt-0.5" shape="octagon" tone="bad" />
        <span>{refusal.sentence}</span>
      </p>
      {free.length > 0 ? (
        <ul aria-label="Nearest free times" className="mt-2 flex flex-wrap gap-1.5">
          {free.map((at) => (
            <li key={at.getTime()}>
              <Button onClick={() => onTake?.(at)} size="sm">
                {formatMoment(at, zone, now)}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

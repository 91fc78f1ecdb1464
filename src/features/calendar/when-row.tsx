import { Field } from "#/components/ui/field.tsx";
import { lengthChoices } from "#/components/ui/length-choices.ts";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import type { CalendarView } from "#/domain/appointment.ts";
import { formatMinutes, formatTime } from "#/domain/time.ts";
import { minutesOf } from "./hand.ts";
import { minuteMs, type Scale, snapMinutes } from "./scale.ts";
import type { Ghost, useGhost } from "./use-ghost.ts";

/** Bay, start, length and technician in fields: what dragging the ghost does, by keyboard. */
export function WhenRow({
  calendar,
  scale,
  ghost,
  change,
  free,
  technicianId,
  onTechnician,
}: {
  calendar: CalendarView;
  scale: Scale;
  ghost: Ghost;
  change: ReturnType<typeof useGhost>["change"];
  free: CalendarView["technicians"];
  technicianId: string;
  onTechnician: (technicianId: string) => void;
}) {
  const { zone, bays, technicians } = calendar;
  const minutes = minutesOf(ghost);
  return (
    <div className="grid grid-cols-2 gap-2.5">
      <Field label="Bay" reserve={false}>
        {(control) => (
          <NativeSelect {...control} onChange={(event) => change({ bayId: event.target.value })} value={ghost.bayId}>
            {bays.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Technician" reserve={false}>
        {(control) => (
          <NativeSelect {...control} onChange={(event) => onTechnician(event.target.value)} value={technicianId}>
            <option value="">Nobody yet</option>
            {technicians.map(({ memberId, name }) => (
              <option key={memberId} value={memberId}>
                {name}
                {free.some((each) => each.memberId === memberId) ? "" : ", busy then"}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Start" reserve={false}>
        {(control) => (
          <NativeSelect
            {...control}
            onChange={(event) => change({ from: Number(event.target.value) })}
            value={ghost.from}
          >
            {startChoices(scale, ghost.from).map((ms) => (
              <option key={ms} value={ms}>
                {formatTime(new Date(ms), zone)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Length" reserve={false}>
        {(control) => (
          <NativeSelect
            {...control}
            onChange={(event) => change({ minutes: Number(event.target.value), own: true })}
            value={minutes}
          >
            {lengthChoices(minutes).map((length) => (
              <option key={length} value={length}>
                {formatMinutes(length)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </div>
  );
}

/** The quarters of the day on screen; the one that is set is always among them. */
const startChoices = ({ from, to }: Scale, current: number): number[] => {
  const step = snapMinutes * minuteMs;
  const quarters = Array.from({ length: (to - from) / step }, (_, at) => from + at * step);
  return [...new Set([...quarters, current])].sort((one, other) => one - other);
};

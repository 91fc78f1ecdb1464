"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { lengthChoices } from "#/components/ui/length-choices.ts";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import type { CalendarView } from "#/domain/appointment.ts";
import { formatMinutes, formatMoment, fromLocalInput, isoDateIn, localInputValue } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { CommandRefusal } from "./command-refusal.tsx";
import { TellBox } from "./tell-box.tsx";
import { useCommand } from "./use-command.ts";

/** What gets a time: an appointment that has one, or a request that has none yet. */
export type Timed = {
  kind: "move" | "answer";
  id: string;
  version: number;
  plate: string;
  title: string;
  minutes: number;
  bufferMinutes: number;
  startsAt: Date | null;
  bayId: string | null;
};

/**
 * Another time for an appointment; or the answer to a request: how long it takes, and then either a link by which the
 * customer chooses, or a time at once.
 */
export default function TimeDialog({
  timed,
  calendar,
  now,
  onDone,
  onClose,
}: {
  timed: Timed;
  calendar: CalendarView;
  now: Date;
  onDone: (words: string) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const { zone, bays, branchId } = calendar;
  const command = useCommand();
  const reschedule = useMutation(trpc.appointment.reschedule.mutationOptions());
  const confirm = useMutation(trpc.appointment.confirmRequest.mutationOptions());
  const [how, setHow] = useState<"link" | "place">("link");
  const [minutes, setMinutes] = useState(timed.minutes);
  const [start, setStart] = useState(() => (timed.startsAt ? localInputValue(timed.startsAt, zone) : ""));
  const [bayId, setBayId] = useState("");
  const [told, setTold] = useState(true);
  const answering = timed.kind === "answer";
  const needsTime = !answering || how === "place";
  const startsAt = start === "" ? null : fromLocalInput(start, zone);
  const free = useQuery(
    trpc.appointment.times.queryOptions(
      {
        branchId,
        serviceIds: [],
        minutes,
        appointmentId: timed.id,
        fromDay: isoDateIn(startsAt ?? now, zone),
        days: 14,
      },
      { enabled: needsTime },
    ),
  );
  const change = (act: () => void): void => {
    command.changed();
    act();
  };

  const send = async (at: Date | null, onBay: string | null): Promise<void> => {
    const versioned = { appointmentId: timed.id, version: timed.version };
    const done = await command.run((idempotencyKey) =>
      answering
        ? confirm.mutateAsync({
            ...versioned,
            minutes,
            bufferMinutes: timed.bufferMinutes,
            startsAt: at,
            bayId: onBay,
            idempotencyKey,
          })
        : reschedule.mutateAsync({
            ...versioned,
            startsAt: at ?? now,
            minutes: minutes === timed.minutes ? null : minutes,
            bayId: onBay,
            tellCustomer: told,
            idempotencyKey,
          }),
    );
    if (done === null) return;
    onDone(at === null ? "is sent a link to choose a time by" : `is booked for ${formatMoment(at, zone, now)}`);
  };
  const submit = (): void => {
    if (!needsTime) void send(null, null);
    else if (startsAt !== null) void send(startsAt, bayId === "" ? null : bayId);
  };
  const wrong = needsTime && start !== "" && startsAt === null;
  return (
    <Dialog
      description={timed.title}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      start={<Plate>{timed.plate}</Plate>}
      title={answering ? "How long, and when?" : "Which time instead?"}
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <DialogBody>
          <Field label="Length" reserve={false}>
            {(control) => (
              <NativeSelect
                {...control}
                onChange={(event) => change(() => setMinutes(Number(event.target.value)))}
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
          {answering ? (
            <div className="mt-3">
              <Segmented
                label="Who chooses the time"
                onValueChange={(next) => change(() => setHow(next))}
                options={[
                  { value: "link", label: "Customer chooses" },
                  { value: "place", label: "Place it now" },
                ]}
                value={how}
              />
              {how === "link" ? (
                <p className="mt-2 text-ink-2">
                  The customer is sent a link that shows only times at which {formatMinutes(minutes)} fit.
                </p>
              ) : null}
            </div>
          ) : null}
          {needsTime ? (
            <>
              <div className="mt-3 grid grid-cols-[1fr_130px] gap-3 max-sm:grid-cols-1">
                <Field error={wrong ? "There is no such time. Check the date and the hour." : undefined} label="Start">
                  {(control) => (
                    <Input
                      {...control}
                      onChange={(event) => change(() => setStart(event.target.value))}
                      required
                      step={300}
                      type="datetime-local"
                      value={start}
                    />
                  )}
                </Field>
                <Field label="Bay">
                  {(control) => (
                    <NativeSelect
                      {...control}
                      onChange={(event) => change(() => setBayId(event.target.value))}
                      value={bayId}
                    >
                      <option value="">{timed.bayId ? "The same, else any" : "Any that fits"}</option>
                      {bays.map(({ id, name }) => (
                        <option key={id} value={id}>
                          {name}
                        </option>
                      ))}
                    </NativeSelect>
                  )}
                </Field>
              </div>
              {free.data && free.data.next.length > 0 ? (
                <ul aria-label="Next free times" className="flex flex-wrap items-center gap-1.5">
                  {free.data.next.map((slot) => (
                    <li key={slot.startsAt.getTime()}>
                      <Button onClick={() => change(() => setStart(localInputValue(slot.startsAt, zone)))} size="sm">
                        {formatMoment(slot.startsAt, zone, now)}
                      </Button>
                    </li>
                  ))}
                </ul>
              ) : null}
            </>
          ) : null}
          {answering ? null : (
            <div className="mt-3">
              <TellBox onTold={(next) => change(() => setTold(next))} told={told} />
            </div>
          )}
          <CommandRefusal now={now} onTake={(at) => void send(at, null)} refusal={command.refusal} zone={zone} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button
            busy={command.busy && "Saving"}
            disabled={needsTime && startsAt === null}
            look="primary"
            type="submit"
          >
            {answering ? (how === "link" ? "Send the link" : "Place it") : "Move it"}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

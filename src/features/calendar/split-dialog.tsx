"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import type { BlockView } from "#/domain/appointment.ts";
import { formatMinutes, formatTime } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { CommandRefusal } from "./command-refusal.tsx";
import { minuteMs, snapMinutes } from "./scale.ts";
import { useCommand } from "./use-command.ts";

/** Makes two of one stretch of work, so that the second can go to another bay or day. */
export default function SplitDialog({
  block,
  zone,
  now,
  onDone,
  onClose,
}: {
  block: BlockView;
  zone: string;
  now: Date;
  onDone: (words: string) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const command = useCommand();
  const split = useMutation(trpc.appointment.split.mutationOptions());
  const [from, to] = [block.startsAt.getTime(), block.endsAt.getTime()];
  const step = snapMinutes * minuteMs;
  const places = Array.from(
    { length: Math.max(0, Math.ceil((to - from) / step) - 1) },
    (_, at) => from + (at + 1) * step,
  );
  const [at, setAt] = useState(() => places[Math.floor((places.length - 1) / 2)] ?? from);
  return (
    <Dialog
      description={block.title}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      start={block.plate ? <Plate>{block.plate}</Plate> : null}
      title="Split at which time?"
    >
      <form
        className="contents"
        onSubmit={(event) => {
          event.preventDefault();
          void command
            .run((idempotencyKey) =>
              split.mutateAsync({ allocationId: block.allocationId, at: new Date(at), idempotencyKey }),
            )
            .then((done) => (done === null ? undefined : onDone("is split in two")));
        }}
      >
        <DialogBody>
          <Field hint="Each part can then be moved to another bay or day." label="Second part begins">
            {(control) => (
              <NativeSelect
                {...control}
                onChange={(event) => {
                  command.changed();
                  setAt(Number(event.target.value));
                }}
                value={at}
              >
                {places.map((place) => (
                  <option key={place} value={place}>
                    {formatTime(new Date(place), zone)}: {formatMinutes((place - from) / minuteMs)} and{" "}
                    {formatMinutes((to - place) / minuteMs)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <CommandRefusal now={now} refusal={command.refusal} zone={zone} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Keep it whole</Button>
          <Button busy={command.busy && "Splitting"} look="primary" type="submit">
            Split
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

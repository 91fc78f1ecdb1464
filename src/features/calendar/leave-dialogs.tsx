"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { ReasonDialog } from "#/components/ui/reason-dialog.tsx";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { CommandRefusal } from "./command-refusal.tsx";
import { TellBox } from "./tell-box.tsx";
import { useCommand } from "./use-command.ts";

type Leaving = { id: string; version: number; plate: string; customerName: string | null; startsAt: Date | null };
type LeaveProps = {
  leaving: Leaving;
  zone: string;
  now: Date;
  onDone: (words: string) => void;
  onClose: () => void;
};

/** Called off by the workshop, with the reason. */
export function CancelAppointmentDialog({ leaving, zone, now, onDone, onClose }: LeaveProps) {
  const trpc = useTRPC();
  const command = useCommand();
  const [told, setTold] = useState(true);
  const cancel = useMutation(trpc.appointment.cancel.mutationOptions());
  const at = leaving.startsAt ? ` of ${formatMoment(leaving.startsAt, zone, now)}` : "";
  return (
    <ReasonDialog
      action="Cancel it"
      busy={command.busy && "Cancelling"}
      cancel="Keep it"
      danger
      description="The time becomes free, and the customer's link ends. It cannot be taken back."
      onClose={onClose}
      onReason={(reason) =>
        void command
          .run((idempotencyKey) =>
            cancel.mutateAsync({
              appointmentId: leaving.id,
              version: leaving.version,
              reason,
              tellCustomer: told,
              idempotencyKey,
            }),
          )
          .then((done) => (done === null ? undefined : onDone("is cancelled")))
      }
      refusal={command.refusal?.sentence ?? null}
      title={`Cancel the appointment${at} of ${leaving.plate}?`}
    >
      <TellBox
        onTold={(next) => {
          setTold(next);
          command.changed();
        }}
        told={told}
      />
    </ReasonDialog>
  );
}

/** Nobody came. */
export function NoShowDialog({ leaving, zone, now, onDone, onClose }: LeaveProps) {
  const trpc = useTRPC();
  const command = useCommand();
  const noShow = useMutation(trpc.appointment.noShow.mutationOptions());
  return (
    <ConfirmDialog
      action="Did not come"
      busy={command.busy && "Saving"}
      cancel="Still expected"
      description="The time becomes free. The next booking of this customer says that they did not come; who comes late after all can still be checked in."
      onAction={() =>
        void command
          .run((idempotencyKey) =>
            noShow.mutateAsync({ appointmentId: leaving.id, version: leaving.version, idempotencyKey }),
          )
          .then((done) => (done === null ? undefined : onDone("did not come")))
      }
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={`Did ${leaving.customerName ?? leaving.plate} not come?`}
    >
      <CommandRefusal now={now} refusal={command.refusal} zone={zone} />
    </ConfirmDialog>
  );
}

"use client";

import { ReasonDialog } from "#/components/ui/reason-dialog.tsx";
import { useCommand } from "./use-command.ts";

/** Puts a record away, or brings it back, with a reason. */
export function ArchiveDialog({
  noun,
  name,
  archived,
  keep,
  away,
  back,
  send,
  onClose,
}: {
  noun: "customer" | "vehicle";
  name: string;
  archived: boolean;
  /** The way out of archiving. */
  keep: string;
  /** What archiving means, and what restoring does. */
  away: string;
  back: string;
  send: (input: { reason: string; idempotencyKey: string }) => Promise<unknown>;
  onClose: () => void;
}) {
  const command = useCommand(async (input: { reason: string } & { idempotencyKey: string }) => {
    await send(input);
    return true;
  });
  const run = async (reason: string): Promise<void> => {
    if ((await command.run({ reason })) !== null) onClose();
  };
  return (
    <ReasonDialog
      action={archived ? `Restore ${noun}` : `Archive ${noun}`}
      busy={command.busy && (archived ? "Restoring" : "Archiving")}
      cancel={archived ? "Leave archived" : keep}
      description={archived ? back : away}
      onClose={onClose}
      onReason={(reason) => void run(reason)}
      refusal={command.refusal?.sentence ?? null}
      title={archived ? `Restore ${name}?` : `Archive ${name}?`}
    />
  );
}

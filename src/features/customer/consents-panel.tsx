"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import {
  type ConsentPurpose,
  consentHowWords,
  consentPurposes,
  consentPurposeWords,
  mayWrite,
} from "#/domain/contact.ts";
import type { CustomerView } from "#/domain/customer.ts";
import { type MessageChannel, messageChannels } from "#/domain/message.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "./use-command.ts";

const channelWords = { EMAIL: "E-mail", SMS: "SMS" } as const satisfies Record<MessageChannel, string>;
const hows = ["PHONE", "IN_PERSON", "EMAIL"] as const;

type Change = { channel: MessageChannel; purpose: ConsentPurpose; given: boolean };

/** What they may be sent, by channel and purpose: as it stands, and who said so when. */
export function ConsentsPanel({ customer: { id, consents, zone, archivedAt } }: { customer: CustomerView }) {
  const mayEdit = useMay("customer.edit") && archivedAt === null;
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Panel aria-label="Consents">
      <PanelHead title="Consents" />
      <ul className="border-t">
        {consentPurposes.flatMap((purpose) =>
          messageChannels.map((channel) => {
            const given = mayWrite(consents, channel, purpose);
            const last = consents.find((each) => each.channel === channel && each.purpose === purpose);
            return (
              <li
                className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b px-4 py-2 last:border-b-0"
                key={`${purpose} ${channel}`}
              >
                <Glyph shape={given ? "tickDisc" : "octagon"} tone={given ? "ok" : "ink-2"} />
                <span>
                  {consentPurposeWords[purpose]} by {channelWords[channel]}
                </span>
                <span className="text-dense text-ink-3">
                  {last === undefined
                    ? given
                      ? "Yes: nothing else was said"
                      : "No: never asked"
                    : `${given ? "Given" : "Withdrawn"} ${consentHowWords[last.how]}, ${formatDate(last.at, zone)}, ${last.recordedByName}`}
                </span>
                {mayEdit ? (
                  <LinkButton
                    aria-label={`${given ? "Withdraw" : "Give"}: ${consentPurposeWords[purpose]} by ${channelWords[channel]}`}
                    className="ml-auto text-dense"
                    onClick={() => setChange({ channel, purpose, given: !given })}
                  >
                    {given ? "Withdraw" : "Give"}
                  </LinkButton>
                ) : null}
              </li>
            );
          }),
        )}
      </ul>
      <p className="border-t px-4 py-2 text-dense text-ink-3">The invoice is e-mailed in any case.</p>
      {change ? <ConsentDialog change={change} customerId={id} onClose={() => setChange(null)} /> : null}
    </Panel>
  );
}

function ConsentDialog({ change, customerId, onClose }: { change: Change; customerId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const consent = useMutation(trpc.customer.consent.mutationOptions());
  const [how, setHow] = useState<(typeof hows)[number]>("PHONE");
  const command = useCommand((input: { idempotencyKey: string }) =>
    consent.mutateAsync({ customerId, ...change, how, ...input }),
  );
  const save = async (): Promise<void> => {
    if ((await command.run({})) !== null) onClose();
  };
  return (
    <Dialog
      description={`${consentPurposeWords[change.purpose]} by ${channelWords[change.channel]}. What was said before stays written down.`}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={change.given ? "They agree" : "They want no more"}
    >
      <DialogBody>
        <Field error={command.refusal?.sentence} label="How they said so" required>
          {(control) => (
            <NativeSelect
              {...control}
              onChange={(event) => setHow(hows.find((each) => each === event.target.value) ?? "PHONE")}
              value={how}
            >
              {hows.map((each) => (
                <option key={each} value={each}>
                  {consentHowWords[each]}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button busy={command.busy && "Noting"} look="primary" onClick={() => void save()}>
          {change.given ? "Note consent" : "Note withdrawal"}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { MessageView } from "#/domain/message.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Sends the same words once more, to where they went or to what is typed here. */
export function ResendForm({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const resend = useMutation(trpc.message.resend.mutationOptions());
  const [recipient, setRecipient] = useState(message.recipientShown);
  const [error, setError] = useState<string | null>(null);
  const underWay = useRef(false);
  const sms = message.channel === "SMS";

  const send = async (): Promise<void> => {
    if (underWay.current || message.trying) return;
    const typed = recipient.trim();
    if (typed === "") return setError(sms ? "Type the number it goes to." : "Type the address it goes to.");
    underWay.current = true;
    try {
      await resend.mutateAsync({
        messageId: message.id,
        recipient: typed === message.recipientShown ? null : typed,
        idempotencyKey: key.current,
      });
      toast(`On its way to ${typed}.`, { mark: "ok" });
      void queries.invalidateQueries(trpc.message.pathFilter());
      void queries.invalidateQueries(trpc.operation.pathFilter());
      onClose();
    } catch (failure) {
      setError(errorOf(failure)?.sentence ?? null);
    } finally {
      underWay.current = false;
    }
  };
  useHotkeys([{ keys: "Mod+Enter", inDialog: true, run: () => void send() }]);

  return (
    <form
      aria-label="Send again"
      className="flex shrink-0 flex-wrap items-start gap-x-3 border-t px-5 pt-3.5 pb-2"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Field
        className="min-w-0 flex-1 max-sm:basis-full"
        error={error}
        hint={message.trying ? "It is still being tried. When it has failed, it can be sent again." : undefined}
        label={sms ? "Send again to this number" : "Send again to this address"}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            inputMode={sms ? "tel" : "email"}
            maxLength={200}
            onChange={(event) => {
              setRecipient(event.target.value);
              setError(null);
              // What is sent next is another thing than what an answer was lost for.
              key.renew();
            }}
            readOnly={message.trying}
            value={recipient}
          />
        )}
      </Field>
      <Button
        aria-disabled={message.trying || undefined}
        busy={resend.isPending && "Sending"}
        className="mt-[26px] max-sm:mt-0 max-sm:mb-2 max-sm:flex-1"
        hint="Ctrl ↵"
        look="primary"
        type="submit"
      >
        Send again
      </Button>
    </form>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageContent } from "#/components/message-content.tsx";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Definition, Definitions } from "#/components/ui/definition.tsx";
import { Dialog, DialogBody } from "#/components/ui/dialog.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import type { MessageView } from "#/domain/message.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

import { messageTitle, reasonOf, standingOf, triesWords } from "./message-words.ts";
import { ResendForm } from "./resend-form.tsx";

type Props = { head: MessageView; zone: string; now: Date; onClose: () => void };

/** A message with its content as sent, and sending it again. */
export function MessageDialog({ head, zone, now, onClose }: Props) {
  const trpc = useTRPC();
  const read = useQuery(trpc.message.byId.queryOptions({ messageId: head.id }));
  const mayResend = useMay("message.resend");
  return (
    <Dialog onOpenChange={(open) => (open ? undefined : onClose())} open size="lg" title={messageTitle(head)}>
      <DialogBody className="flex flex-col gap-4" tabIndex={0}>
        <Definitions>
          <Definition term="To">
            <span className="wrap-anywhere">{head.recipientShown}</span>
          </Definition>
          <Definition term="State">
            <Standing message={head} now={now} zone={zone} />
          </Definition>
          {head.subject === "" ? null : <Definition term="Subject">{head.subject}</Definition>}
          {read.data?.providerId ? (
            <Definition term="Reference">
              <span className="wrap-anywhere text-dense text-ink-2">{read.data.providerId}</span>
            </Definition>
          ) : null}
          {read.data?.attachments.map(({ filename, bytes }) => (
            <Definition key={filename} term="Attached">
              {filename} <span className="text-ink-3">{Math.max(1, Math.ceil(bytes / 1024))} kB</span>
            </Definition>
          ))}
        </Definitions>
        {read.isPending ? (
          <SkeletonPart className="flex flex-col gap-2" label="The message is loading">
            <Skeleton className="w-3/4" />
            <Skeleton className="w-1/2" />
          </SkeletonPart>
        ) : read.isError ? (
          <FailedPart
            busy={read.isFetching && "Loading"}
            onRetry={() => void read.refetch()}
            title="The message did not load."
          >
            {errorOf(read.error)?.sentence}
          </FailedPart>
        ) : (
          <MessageContent html={read.data.bodyHtml} text={read.data.bodyText} />
        )}
      </DialogBody>
      {mayResend ? <ResendForm message={head} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Standing({ message, zone, now }: { message: MessageView; zone: string; now: Date }) {
  const standing = standingOf(message);
  const reason = reasonOf(message);
  const at = formatMoment(message.sentAt ?? message.createdAt, zone, now);
  return (
    <>
      <span className="inline-flex items-center gap-1.5">
        <Glyph shape={standing.shape} tone={standing.tone} />
        <span>
          <span className="font-medium">{standing.word}</span>, {at}
          <span className="text-ink-2">, {triesWords(message.tries)}</span>
        </span>
      </span>
      {reason === null ? null : <span className="block text-ink-2">{reason}</span>}
    </>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { SlowNote } from "#/components/ui/slow-note.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { type ListMessages, type MessageView, messagesShown } from "#/domain/message.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { AnswerRow } from "./answer-row.tsx";
import { MessageRow } from "./message-row.tsx";
import { isOpenFailure, newestFirst } from "./message-words.ts";

const MessageDialog = dynamic(() => import("./message-dialog.tsx").then((file) => file.MessageDialog), { ssr: false });

/** What the customer was sent and answered, newest first: where each stands, what it said, and sending it again. */
export function MessagesPanel({ of, zone, className }: { of: ListMessages; zone: string; className?: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.message.list.queryOptions(of));
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const [open, setOpen] = useState<MessageView | null>(null);
  const mayResend = useMay("message.resend");
  const messages = list.data?.messages ?? [];
  const rows = newestFirst(messages, list.data?.answers ?? []);
  const failed = messages.filter(isOpenFailure).length;
  return (
    <Panel aria-label="Messages" className={className}>
      <PanelHead
        end={failed > 0 ? <span className="text-bad">{failed === 1 ? "1 failed" : `${failed} failed`}</span> : null}
        title="Messages"
      />
      {list.isPending ? (
        <ListSkeleton />
      ) : list.isError ? (
        <FailedPart
          busy={list.isFetching && "Loading"}
          className="mx-3 mb-3"
          onRetry={() => void list.refetch()}
          title="Messages did not load."
        >
          {errorOf(list.error)?.sentence}
        </FailedPart>
      ) : rows.length === 0 ? (
        <p className="px-4 pb-3.5 text-ink-2">
          {"appointmentId" in of
            ? "Nothing has been sent yet. What the customer is told about this appointment stands here."
            : "Nothing has been sent yet. When the work is completed, the customer is told, and it stands here."}
        </p>
      ) : (
        <ul className="@container rounded-b-[inherit] border-t">
          {rows.map((row) =>
            row.is === "answer" ? (
              <AnswerRow answer={row.answer} key={row.answer.id} now={now} zone={zone} />
            ) : (
              <MessageRow
                key={row.message.id}
                mayResend={mayResend}
                message={row.message}
                now={now}
                onOpen={() => setOpen(row.message)}
                zone={zone}
              />
            ),
          )}
        </ul>
      )}
      {list.data?.more ? (
        <p className="border-t px-4 py-2 text-dense text-ink-3">
          The newest {messagesShown}. Older ones stand with their visits.
        </p>
      ) : null}
      {open ? (
        <MessageDialog
          head={messages.find(({ id }) => id === open.id) ?? open}
          now={now}
          onClose={() => setOpen(null)}
          zone={zone}
        />
      ) : null}
    </Panel>
  );
}

function ListSkeleton() {
  return (
    <SkeletonPart className="flex flex-col gap-3 px-4 pb-4" label="The messages are loading">
      {["w-64", "w-52"].map((width) => (
        <Skeleton className={width} key={width} />
      ))}
      <SlowNote what="The messages take longer than usual." />
    </SkeletonPart>
  );
}

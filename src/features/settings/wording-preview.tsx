"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { MessageContent } from "#/components/message-content.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { EmptyState, FailedPart } from "#/components/ui/states.tsx";
import { useSettled } from "#/components/ui/use-settled.ts";
import { messageKindWords } from "#/domain/message.ts";
import { type MessagePreview, messagePreview, type WordingFields } from "#/domain/wording.ts";

const refused = z.object({ message: z.string() });

class Refused extends Error {}

const read = async (words: WordingFields): Promise<MessagePreview | null> => {
  const response = await fetch("/api/files/messages/preview", {
    method: "POST",
    body: JSON.stringify(words),
    headers: { "content-type": "application/json" },
  });
  const answer: unknown = await response.json();
  if (response.ok) return messagePreview.nullable().parse(answer);
  throw new Refused(refused.safeParse(answer).data?.message ?? "");
};

/** The message as it would go with these words, on the newest record that it could be about; null while a word is refused. */
export function WordingPreview({ words }: { words: WordingFields | null }) {
  const settled = useSettled(words, 300);
  const shown = useQuery({
    queryKey: ["message-preview", settled],
    queryFn: () => (settled === null ? null : read(settled)),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  if (shown.isError)
    return (
      <FailedPart
        busy={shown.isFetching && "Loading"}
        onRetry={() => void shown.refetch()}
        title="The preview did not load."
      >
        {shown.error instanceof Refused ? shown.error.message : null}
      </FailedPart>
    );
  if (shown.data === undefined)
    return (
      <SkeletonPart className="flex flex-col gap-2" label="The preview is loading">
        <Skeleton className="w-3/4" />
        <Skeleton className="w-1/2" />
      </SkeletonPart>
    );
  if (shown.data === null)
    return (
      <EmptyState title="Nothing to show it on yet">
        {words === null
          ? "Mend the words that are marked."
          : `The preview comes with the first \u201c${messageKindWords(words.kind).toLowerCase()}\u201d there could be.`}
      </EmptyState>
    );
  const { about, subject, html, plain, text } = shown.data;
  return (
    <section aria-label="Preview" className="flex min-w-0 flex-col gap-3">
      <p className="text-ink-2">
        As <b className="font-strong text-ink">{about}</b> would get it.
      </p>
      <p className="wrap-anywhere">
        <span className="text-ink-3">Subject</span> {subject}
      </p>
      <MessageContent html={html} label="E-mail" text={plain} />
      {text === null ? null : (
        <div>
          <p className="mb-1 text-ink-3">
            Text message{text.parts > 1 ? `, goes as ${text.parts}: shorten it to pay for one` : ""}
          </p>
          <p className="wrap-anywhere whitespace-pre-wrap rounded-panel border bg-canvas p-4">{text.body}</p>
        </div>
      )}
    </section>
  );
}

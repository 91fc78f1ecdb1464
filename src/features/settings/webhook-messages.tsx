"use client";

import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useDeferredValue, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph, type GlyphProps } from "#/components/ui/glyph.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoment, formatTimeToSecond } from "#/domain/time.ts";
import type { EndpointView, WebhookView } from "#/domain/webhook.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** Each message with its tries and what was answered, the newest first; of one endpoint where the address says so. */
export function WebhookMessages({ endpoints }: { endpoints: readonly EndpointView[] }) {
  const trpc = useTRPC();
  const [address, setAddress] = useQueryState("endpoint", parseAsString);
  const chosen = endpoints.find(({ id }) => id === address)?.id ?? null;
  const asked = useDeferredValue(chosen);
  const pages = useSuspenseInfiniteQuery(
    trpc.webhook.list.infiniteQueryOptions({ endpointId: asked }, { getNextPageParam: ({ next }) => next }),
  );
  const messages = pages.data.pages.flatMap((page) => page.deliveries);
  return (
    <Panel>
      <PanelHead
        end={
          endpoints.length > 1 ? (
            <NativeSelect
              aria-label="Messages of"
              onChange={({ target }) => void setAddress(target.value === "" ? null : target.value)}
              value={chosen ?? ""}
            >
              <option value="">All endpoints</option>
              {endpoints.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </NativeSelect>
          ) : null
        }
        title="Messages"
      />
      <ul aria-label="Messages" className={cn("divide-y divide-line border-t", asked !== chosen && "opacity-60")}>
        {messages.length === 0 ? (
          <li>
            <EmptyState className="m-4" title="No message was sent">
              Each message stands here from the moment it is written, with every try and what was answered.
            </EmptyState>
          </li>
        ) : null}
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
      </ul>
      <ListFoot
        className="border-t"
        failed={
          pages.isFetchNextPageError
            ? { sentence: errorOf(pages.error)?.sentence ?? "", again: () => void pages.fetchNextPage() }
            : null
        }
        loading={pages.isFetchingNextPage}
        loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
      >
        {messages.length} {messages.length === 1 ? "message" : "messages"} shown
      </ListFoot>
    </Panel>
  );
}

type Standing = Pick<GlyphProps, "shape" | "tone"> & { readonly word: string };

const standingOf = ({ state, deliveredAt }: WebhookView): Standing => {
  switch (state) {
    case "RUNNING":
      return { shape: "arc", tone: "accent", word: "Being sent" };
    case "PENDING":
      return { shape: "dashedRing", tone: "ink-3", word: "Waits to be sent" };
    case "DEAD":
      return { shape: "octagon", tone: "bad", word: "Did not arrive" };
    case "SKIPPED":
      return { shape: "skipBar", tone: "ink-3", word: "Not sent" };
    default:
      return deliveredAt === null
        ? { shape: "skipBar", tone: "ink-3", word: "Not sent" }
        : { shape: "tick", tone: "ok", word: "Arrived" };
  }
};

function Message({ message }: { message: WebhookView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayEdit = useMay("settings.edit");
  const replay = useMutation(trpc.webhook.replay.mutationOptions());
  const [refusal, setRefusal] = useState<string | null>(null);
  const standing = standingOf(message);
  const sendAgain = async (): Promise<void> => {
    setRefusal(null);
    try {
      await replay.mutateAsync({ webhookDeliveryId: message.id, idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.webhook.pathFilter());
  };
  const at = formatMoment(message.createdAt, branch.zone, now);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2">
          <Glyph shape={standing.shape} tone={standing.tone} />
          <span>{standing.word}</span>
          <b className="font-strong">{message.type}</b>
          <span className="text-ink-2">
            to {message.endpointName}, {at}
          </span>
        </p>
        {message.nextTryAt && message.tries.length > 0 ? (
          <p className="text-dense text-ink-2">Tried again {formatMoment(message.nextTryAt, branch.zone, now)}.</p>
        ) : null}
        {message.state === "SKIPPED" && message.reason ? <p className="text-dense">{message.reason}</p> : null}
        {message.tries.length > 0 ? (
          <ol aria-label={`Tries of ${message.type}, ${at}`} className="mt-0.5 text-dense">
            {message.tries.map((tried) => (
              <li className="flex flex-wrap items-baseline gap-x-2" key={tried.id}>
                <time className="text-ink-3" dateTime={tried.at.toISOString()}>
                  {formatTimeToSecond(tried.at, branch.zone)}
                </time>
                <span className={tried.reason ? "text-bad" : "text-ink-2"}>
                  {tried.reason ?? `Answered ${tried.status}`}
                </span>
                {tried.answer ? (
                  <span className="min-w-0 max-w-full truncate text-ink-3" title={tried.answer}>
                    {tried.answer}
                  </span>
                ) : null}
                <span className="text-ink-3">{tried.durationMs} ms</span>
              </li>
            ))}
          </ol>
        ) : null}
        {refusal ? (
          <p className="text-bad" role="alert">
            {refusal}
          </p>
        ) : null}
      </div>
      {mayEdit ? (
        <Button
          aria-label={`Send again: ${message.type} of ${at}`}
          busy={replay.isPending && "Sending"}
          onClick={() => void sendAgain()}
          size="sm"
        >
          Send again
        </Button>
      ) : null}
    </li>
  );
}

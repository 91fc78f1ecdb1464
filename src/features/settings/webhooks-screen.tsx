"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoment } from "#/domain/time.ts";
import { type EndpointView, secretOverlapHours, webhookEvents } from "#/domain/webhook.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { EndpointForm } from "./endpoint-form.tsx";
import { SecretNote } from "./secret-note.tsx";
import { WebhookMessages } from "./webhook-messages.tsx";

/** Addresses that are told what happens here, and each message they were sent. */
export function WebhooksScreen() {
  const trpc = useTRPC();
  const mayEdit = useMay("settings.edit");
  const { endpoints } = useSuspenseQuery(trpc.webhook.endpoints.queryOptions()).data;
  const [editing, setEditing] = useState<string | null>(null);
  const [shown, setShown] = useState<{ name: string; secret: string } | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  return (
    <div className="flex flex-col gap-3">
      <Panel>
        <PanelHead
          end={
            mayEdit && editing !== "new" ? (
              <Button onClick={() => setEditing("new")} size="sm">
                Add an endpoint
              </Button>
            ) : null
          }
          title="Endpoints"
        />
        {refusal ? (
          <p className="border-t bg-bad-soft px-4 py-2 text-bad" role="alert">
            {refusal}
          </p>
        ) : null}
        {shown ? <SecretNote {...shown} onClose={() => setShown(null)} /> : null}
        {editing === "new" ? (
          <div className="border-t px-4 py-2">
            <EndpointForm
              endpoint={null}
              onDone={() => setEditing(null)}
              onSecret={(name, secret) => setShown({ name, secret })}
            />
          </div>
        ) : null}
        <ul aria-label="Endpoints" className="divide-y divide-line border-t" ref={list}>
          {endpoints.length === 0 ? (
            <li>
              <EmptyState className="m-4" title="Nothing is told elsewhere">
                An endpoint is an address of another system. It gets a signed message when work is completed, an invoice
                is issued or money comes in.
              </EmptyState>
            </li>
          ) : null}
          {endpoints.map((endpoint) => (
            <li className="px-4 py-2" key={endpoint.id}>
              {editing === endpoint.id ? (
                <EndpointForm endpoint={endpoint} onDone={() => setEditing(null)} onSecret={() => undefined} />
              ) : (
                <EndpointRow
                  endpoint={endpoint}
                  mayEdit={mayEdit}
                  onChange={() => setEditing(endpoint.id)}
                  onRefused={setRefusal}
                  onSecret={(secret) => setShown({ name: endpoint.name, secret })}
                  onRemoved={() => list.current?.querySelector<HTMLElement>("button")?.focus()}
                />
              )}
            </li>
          ))}
        </ul>
      </Panel>
      <WebhookMessages endpoints={endpoints} />
    </div>
  );
}

function EndpointRow({
  endpoint,
  mayEdit,
  onChange,
  onRefused,
  onRemoved,
  onSecret,
}: {
  endpoint: EndpointView;
  mayEdit: boolean;
  onChange: () => void;
  onRefused: (sentence: string | null) => void;
  onRemoved: () => void;
  /** Told the new secret, which is shown this once. */
  onSecret: (secret: string) => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const turnOff = useMutation(trpc.webhook.turnOff.mutationOptions());
  const turnOn = useMutation(trpc.webhook.turnOn.mutationOptions());
  const remove = useMutation(trpc.webhook.remove.mutationOptions());
  const rotate = useMutation(trpc.webhook.rotate.mutationOptions());
  const [removing, setRemoving] = useState(false);
  const [rotating, setRotating] = useState(false);
  const { id: endpointId, version, name } = endpoint;
  const off = endpoint.disabledAt !== null;
  const act = async (
    work: (input: { endpointId: string; version: number; idempotencyKey: string }) => Promise<unknown>,
  ) => {
    onRefused(null);
    try {
      await work({ endpointId, version, idempotencyKey: uuidv7() });
    } catch (error) {
      onRefused(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.webhook.pathFilter());
  };
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2">
          <Standing endpoint={endpoint} />
          <b className="font-strong">{name}</b>
          <span className="min-w-0 break-all text-ink-2">{endpoint.url}</span>
        </p>
        <p className="text-dense text-ink-2">{endpoint.events.map((type) => webhookEvents[type].word).join(", ")}</p>
        {off ? (
          <p className="text-dense">
            Off since {formatMoment(endpoint.disabledAt ?? now, branch.zone, now)}. {endpoint.disabledReason}
          </p>
        ) : endpoint.failingSince ? (
          <p className="text-bad text-dense">
            Nothing has arrived since {formatMoment(endpoint.failingSince, branch.zone, now)}. The messages below say
            why.
          </p>
        ) : null}
        {endpoint.formerUntil !== null && endpoint.formerUntil > now ? (
          <p className="text-dense text-ink-2">
            The former secret counts until {formatMoment(endpoint.formerUntil, branch.zone, now)}.
          </p>
        ) : null}
      </div>
      {mayEdit ? (
        <span className="flex flex-wrap gap-1">
          <Button aria-label={`Change ${name}`} onClick={onChange} size="sm">
            Change
          </Button>
          {off ? (
            <Button
              aria-label={`Turn on ${name}`}
              busy={turnOn.isPending && "Turning on"}
              onClick={() => void act(turnOn.mutateAsync)}
              size="sm"
            >
              Turn on
            </Button>
          ) : (
            <Button
              aria-label={`Turn off ${name}`}
              busy={turnOff.isPending && "Turning off"}
              onClick={() => void act(turnOff.mutateAsync)}
              size="sm"
            >
              Turn off
            </Button>
          )}
          <Button aria-label={`New secret for ${name}`} onClick={() => setRotating(true)} size="sm">
            New secret
          </Button>
          <Button aria-label={`Remove ${name}`} onClick={() => setRemoving(true)} size="sm">
            Remove
          </Button>
        </span>
      ) : null}
      <ConfirmDialog
        action="Make a new secret"
        busy={rotate.isPending && "Making it"}
        cancel="Keep this one"
        description={`For ${secretOverlapHours} hours messages are signed with both, so that what listens there can be changed in between. Then the present one counts no more.`}
        onAction={() =>
          void act(async (input) => onSecret((await rotate.mutateAsync(input)).secret)).then(() => setRotating(false))
        }
        onOpenChange={setRotating}
        open={rotating}
        title={`A new secret for ${name}?`}
      />
      <ConfirmDialog
        action="Remove endpoint"
        busy={remove.isPending && "Removing"}
        cancel="Keep it"
        danger
        description="It gets no more messages, and its signing secret is of no use any more. What it was sent stays to be read."
        onAction={() =>
          void act(remove.mutateAsync).then(() => {
            setRemoving(false);
            onRemoved();
          })
        }
        onOpenChange={setRemoving}
        open={removing}
        title={`Remove ${name}?`}
      />
    </div>
  );
}

function Standing({ endpoint: { disabledAt, failingSince } }: { endpoint: EndpointView }) {
  if (disabledAt !== null) return <Glyph label="Off" shape="skipBar" tone="ink-3" />;
  if (failingSince !== null) return <Glyph label="Failing" shape="octagon" tone="bad" />;
  return <Glyph label="On" shape="tickDisc" tone="ok" />;
}

import { randomBytes } from "node:crypto";
import { ValidationException } from "#/domain/errors.ts";
import {
  type EndpointView,
  mostEndpoints,
  type WebhookType,
  type WebhookView,
  webhookEvents,
} from "#/domain/webhook.ts";
import { sealer } from "#/server/db/sealed-text.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as subscriptions from "#/server/repositories/event-subscriptions.ts";
import * as webhooks from "#/server/repositories/webhooks.ts";

const pageLength = 30;

/** Binds a sealed secret to its endpoint. */
const aboutSecret = (tenantId: string, endpointId: string): string => `webhook:${tenantId}:${endpointId}`;

/** A new signing secret as Standard Webhooks writes it, 32 random bytes, and the same sealed for its row. */
export const newSecret = (tenantId: string, endpointId: string): string =>
  sealer().seal(`whsec_${randomBytes(32).toString("base64")}`, aboutSecret(tenantId, endpointId));

/** @throws NOT_FOUND */
export const secretOf = async (db: Db, endpointId: string): Promise<string> =>
  sealer().open(await webhooks.sealedSecret(db, endpointId), aboutSecret(db.tenantId, endpointId));

export const endpoints = (db: Db): Promise<EndpointView[]> =>
  webhooks.endpoints(db).then((rows) => rows.map(endpointView));

export const endpointView = (endpoint: webhooks.Endpoint): EndpointView => ({
  ...endpoint,
  events: [...endpoint.events],
});

/** A page of messages, the newest first, each with its tries. */
export const list = async (
  db: Db,
  { endpointId, cursor = null }: { readonly endpointId: string | null; readonly cursor?: string | null },
): Promise<{ deliveries: WebhookView[]; next: string | null }> => {
  const rows = await webhooks.messages(db, { endpointId, before: cursor, limit: pageLength + 1 });
  const page = rows.slice(0, pageLength);
  const tries =
    page.length === 0
      ? []
      : await webhooks.triesOf(
          db,
          page.map(({ id }) => id),
        );
  const byMessage = Map.groupBy(tries, ({ deliveryId }) => deliveryId);
  return {
    deliveries: page.map((row) => ({
      ...row,
      tries: (byMessage.get(row.id) ?? []).map(({ deliveryId: _, ...tried }) => tried),
    })),
    next: rows.length > pageLength ? (page.at(-1)?.id ?? null) : null,
  };
};

/** What an endpoint is owed deliveries of: nothing while it is off. */
export const subscribe = (tx: Tx, endpointId: string, events: readonly WebhookType[]): Promise<void> =>
  subscriptions.keep(
    tx,
    endpointId,
    events.map((type) => ({ eventType: webhookEvents[type].event, consumer: "send-webhooks" })),
  );

/** @throws INVALID_INPUT for an address in the clear, where that is not allowed */
export const requireSafe = (url: string, plainAllowed: boolean): void => {
  if (plainAllowed || new URL(url).protocol === "https:") return;
  throw new ValidationException("INVALID_INPUT", "Messages leave encrypted only: the address begins with https.", {
    field: "url",
  });
};

/** @throws TRANSITION_REFUSED when there are as many as there may be */
export const requireRoom = async (tx: Tx): Promise<void> => {
  if ((await webhooks.countLocked(tx)) < mostEndpoints) return;
  throw new ValidationException(
    "TRANSITION_REFUSED",
    `There are ${mostEndpoints} endpoints already. Remove one that is not needed.`,
  );
};

export type DueWebhook = Omit<webhooks.DueMessage, "secret" | "formerSecret" | "formerUntil"> & {
  /** The present one first, and the one before it while it counts. */
  readonly secrets: readonly string[];
  readonly host: string;
};

/** A message that is to be sent, with what it is signed with. @throws NOT_FOUND */
export const due = async (db: Db, messageId: string): Promise<DueWebhook> => {
  const { secret, formerSecret, formerUntil, ...found } = await webhooks.message(db, messageId);
  const counting = formerSecret !== null && formerUntil !== null && formerUntil > new Date() ? [formerSecret] : [];
  return {
    ...found,
    secrets: [secret, ...counting].map((sealed) => sealer().open(sealed, aboutSecret(db.tenantId, found.endpointId))),
    host: new URL(found.url).host,
  };
};

export const noteTry = webhooks.addTry;
export type { NewTry } from "#/server/repositories/webhooks.ts";

import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { type EndpointFields, type EndpointView, secretOverlapHours } from "#/domain/webhook.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { isPrivateAddress } from "#/server/gateways/private-address.ts";
import { privateAllowed } from "#/server/gateways/webhooks.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { closeTasks, raiseTask } from "#/server/outbox/tasks.ts";
import * as webhooks from "#/server/repositories/webhooks.ts";
import { differences, stale } from "#/server/services/settings.ts";
import * as service from "#/server/services/webhooks.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly endpointId: string; readonly version: number };

const subjectOf = (endpointId: string) => ({ type: "webhookEndpoint", id: endpointId });
const taskKey = (endpointId: string) => `webhook-off:${endpointId}`;

const requireReachable = (url: string): void => {
  service.requireSafe(url, privateAllowed());
  if (privateAllowed() || !isPrivateAddress(new URL(url).hostname)) return;
  throw new ValidationException(
    "INVALID_INPUT",
    "That address is inside a private network. Enter one that can be reached from the internet.",
    { field: "url" },
  );
};

/**
 * Adds an endpoint. Its secret is in the answer and nowhere else: the run's receipt keeps the id alone.
 * @throws INVALID_INPUT for an address that nothing is sent to; TRANSITION_REFUSED when there are too many
 */
export const createEndpoint = async (
  ctx: Ctx,
  { idempotencyKey, ...input }: EndpointFields & Keyed,
): Promise<EndpointView & { secret: string }> => {
  requireReachable(input.url);
  const newId = uuidv7();
  const { endpointId } = await executeInTransaction(
    ctx,
    "webhook.create",
    async (tx) => {
      await service.requireRoom(tx);
      const secret = service.newSecret(tx.tenantId, newId);
      await webhooks.insertEndpoint(tx, newId, input, { secret, createdById: actorId(ctx.actor) });
      await service.subscribe(tx, newId, input.events);
      note(tx, newId, "webhook.created", { ...input });
      return { endpointId: newId };
    },
    { idempotencyKey, input, subject: subjectOf(newId) },
  );
  const db = readDb(ctx);
  return runInTenant(ctx.tenantId, async () => ({
    ...service.endpointView(await webhooks.endpoint(db, endpointId)),
    secret: await service.secretOf(db, endpointId),
  }));
};

/** @throws STALE_VERSION; INVALID_INPUT for an address that nothing is sent to; NOT_FOUND */
export const changeEndpoint = (
  ctx: Ctx,
  { idempotencyKey, ...input }: EndpointFields & Versioned,
): Promise<EndpointView> => {
  const { endpointId, version, ...fields } = input;
  requireReachable(fields.url);
  return change(ctx, "webhook.update", { idempotencyKey, input }, { endpointId, version }, async (tx, before) => {
    if (before.disabledAt === null) await service.subscribe(tx, endpointId, fields.events);
    return { change: fields, action: "webhook.changed", noted: differences(before, fields) };
  });
};

/** It gets no more messages; what is on its way is not sent. @throws STALE_VERSION; NOT_FOUND */
export const turnOffEndpoint = (ctx: Ctx, { idempotencyKey, ...input }: Versioned): Promise<EndpointView> =>
  change(ctx, "webhook.turn-off", { idempotencyKey, input }, input, async (tx, before) => {
    if (before.disabledAt !== null) throw already("off");
    await service.subscribe(tx, input.endpointId, []);
    const disabledReason = `Turned off by ${ctx.actor.name}.`;
    return { change: { disabledAt: tx.now, disabledReason }, action: "webhook.turned-off", noted: {} };
  });

/** It gets messages again, of what happens from now on. @throws STALE_VERSION; NOT_FOUND */
export const turnOnEndpoint = (ctx: Ctx, { idempotencyKey, ...input }: Versioned): Promise<EndpointView> =>
  change(ctx, "webhook.turn-on", { idempotencyKey, input }, input, async (tx, before) => {
    if (before.disabledAt === null) throw already("on");
    await service.subscribe(tx, input.endpointId, before.events);
    await closeTasks(tx, [taskKey(input.endpointId)], "It was turned on again.");
    const on = { disabledAt: null, disabledReason: null, failingSince: null };
    return { change: on, action: "webhook.turned-on", noted: {} };
  });

/** Takes it away; what was sent to it stays to be read. @throws STALE_VERSION; NOT_FOUND */
export const removeEndpoint = (ctx: Ctx, { idempotencyKey, ...input }: Versioned): Promise<{ endpointId: string }> =>
  executeInTransaction(
    ctx,
    "webhook.remove",
    async (tx) => {
      const before = await webhooks.endpoint(tx, input.endpointId);
      if (!(await webhooks.changeEndpoint(tx, input.endpointId, input.version, { removedAt: tx.now })))
        throw stale("this endpoint", before.version);
      await service.subscribe(tx, input.endpointId, []);
      await closeTasks(tx, [taskKey(input.endpointId)], "The endpoint was removed.");
      note(tx, input.endpointId, "webhook.removed", { name: before.name, url: before.url });
      return { endpointId: input.endpointId };
    },
    { idempotencyKey, input, subject: subjectOf(input.endpointId) },
  );

/**
 * Turns an endpoint off, with a task for a person: one that has been failing since `before`, or at once where that is null.
 * @returns whether it was this that turned it off
 */
export const turnOffFailing = (
  ctx: Ctx,
  {
    endpointId,
    before,
    reason,
  }: { readonly endpointId: string; readonly before: Date | null; readonly reason: string },
): Promise<boolean> =>
  executeInTransaction(
    ctx,
    "webhook.give-up",
    async (tx) => {
      const off = await webhooks.turnOffFailing(tx, endpointId, before, reason);
      if (off === null) return false;
      await service.subscribe(tx, endpointId, []);
      await raiseTask(tx, {
        severity: "NORMAL",
        kind: "webhook-off",
        title: `Webhooks to ${off.name} were turned off`,
        detail: `${reason} Mend what listens there, then turn it on again under Settings, Webhooks.`,
        subject: subjectOf(endpointId),
        sourceKey: taskKey(endpointId),
        again: true,
      });
      note(tx, endpointId, "webhook.turned-off", { reason });
      return true;
    },
    { subject: subjectOf(endpointId) },
  );

/**
 * Gives an endpoint a new secret. For a day the one before signs as well, so whoever listens changes it when it suits them.
 * The new one is in the answer and nowhere else. @throws STALE_VERSION; NOT_FOUND
 */
export const rotateSecret = async (
  ctx: Ctx,
  { idempotencyKey, ...input }: Versioned,
): Promise<EndpointView & { secret: string }> => {
  const { endpointId } = input;
  const view = await change(ctx, "webhook.rotate", { idempotencyKey, input }, input, async (tx) => ({
    change: {
      secret: service.newSecret(tx.tenantId, endpointId),
      formerSecret: await webhooks.sealedSecret(tx, endpointId),
      formerUntil: new Date(tx.now.getTime() + secretOverlapHours * 3_600_000),
    },
    action: "webhook.secret-changed",
    noted: {},
  }));
  const db = readDb(ctx);
  return { ...view, secret: await runInTenant(ctx.tenantId, () => service.secretOf(db, endpointId)) };
};

const already = (how: string) =>
  new ValidationException("TRANSITION_REFUSED", `This endpoint is ${how} already. Reload to see it.`);

const note = (tx: Tx, subjectId: string, action: string, changes: Readonly<Record<string, unknown>>): void =>
  tx.audit({ action, subjectType: "webhookEndpoint", subjectId, changes });

type Changed = {
  readonly change: Parameters<typeof webhooks.changeEndpoint>[3];
  readonly action: string;
  readonly noted: Readonly<Record<string, unknown>>;
};

const change = (
  ctx: Ctx,
  name: string,
  key: Keyed & { readonly input: Record<string, unknown> },
  { endpointId, version }: { readonly endpointId: string; readonly version: number },
  work: (tx: Tx, before: webhooks.Endpoint) => Promise<Changed>,
): Promise<EndpointView> =>
  executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const before = await webhooks.endpoint(tx, endpointId);
      const changed = await work(tx, before);
      if (!(await webhooks.changeEndpoint(tx, endpointId, version, changed.change)))
        throw stale("this endpoint", before.version);
      note(tx, endpointId, changed.action, changed.noted);
      return service.endpointView(await webhooks.endpoint(tx, endpointId));
    },
    { ...key, subject: subjectOf(endpointId) },
  );

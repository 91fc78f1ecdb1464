import { type CrmConnectionView, type CrmKind, type CrmMapping, crmWord, proposeStages } from "#/domain/crm.ts";
import { ValidationException } from "#/domain/errors.ts";
import { crmSyncAsked } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { crmGateway } from "#/server/gateways/crm/gateway.ts";
import { CrmError, type CrmSetting } from "#/server/gateways/crm/port.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { supersedeDelivery } from "#/server/outbox/deliveries.ts";
import { emit } from "#/server/outbox/emit.ts";
import { closeTasks, raiseTask } from "#/server/outbox/tasks.ts";
import { lockTenant } from "#/server/repositories/connections.ts";
import * as connections from "#/server/repositories/crm-connections.ts";
import * as records from "#/server/repositories/crm-records.ts";
import * as crm from "#/server/services/crm.ts";
import { stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly connectionId: string; readonly version: number };

const subjectOf = (id: string) => ({ type: "crmConnection", id });
const taskKey = (id: string) => `crm-broken:${id}`;

const prepared = async (token: string): Promise<CrmSetting> => {
  await crashPoint("crm/prepare:before");
  try {
    return await crmGateway().open(token).prepare();
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const sentence =
      error.kind === "login"
        ? `${crmWord} does not know this token: copy it once more from the private app.`
        : error.message;
    throw new ValidationException("REFUSED_OUTSIDE", sentence, { field: "token" }, error);
  } finally {
    await crashPoint("crm/prepare:after");
  }
};

/**
 * Connects a CRM by the token of a private app, or gives the one that is connected a new token: what records need is made
 * there first, which may be done twice. Who was connected to the same account before keeps its stages and what stands there.
 * @throws REFUSED_OUTSIDE; TRANSITION_REFUSED while another account is connected
 */
export const connectCrm = async (
  ctx: Ctx,
  { idempotencyKey, token }: Keyed & { readonly token: string },
): Promise<CrmConnectionView> => {
  const { portalId, vehicleObject, choices } = await prepared(token);
  const newId = uuidv7();
  const { connectionId } = await executeInTransaction(
    ctx,
    "crm.connect",
    async (tx) => {
      await lockTenant(tx);
      const before = await connections.open(tx);
      if (before !== null && before.portalId !== portalId)
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `Account ${before.portalId} is connected already. Disconnect it first.`,
        );
      const id = before?.id ?? newId;
      const written = { portalId, vehicleObject, choices, token: crm.sealToken(tx.tenantId, id, token) };
      if (before === null) {
        const mapping = proposeStages(choices);
        await connections.insert(tx, { id, ...written, mapping, connectedById: actorId(ctx.actor) });
      } else if (
        !(await connections.change(tx, id, before.version, { ...written, brokenAt: null, brokenReason: null }))
      )
        throw stale("this connection", before.version);
      await crm.subscribe(tx, id, true);
      await closeTasks(tx, [taskKey(id)], "It was connected again.");
      note(tx, id, "crm.connected", { account: portalId });
      return { connectionId: id };
    },
    // The token is a secret: neither the run nor the key remembers it.
    { idempotencyKey, input: { portalId }, subject: subjectOf(newId) },
  );
  return runInTenant(ctx.tenantId, async () => crm.connectionView(await connections.load(readDb(ctx), connectionId)));
};

/** Which stage stands for which status from now on. @throws STALE_VERSION; NOT_FOUND; INVALID_INPUT for one that is not offered */
export const mapStages = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Versioned & { readonly mapping: CrmMapping },
): Promise<CrmConnectionView> =>
  executeInTransaction(
    ctx,
    "crm.map",
    async (tx) => {
      const before = await connections.load(tx, input.connectionId);
      const { pipeline, stages } = input.mapping;
      const offered =
        before.choices.pipelines.find(({ code }) => code === pipeline)?.stages.map(({ code }) => code) ?? [];
      if (Object.values(stages).some((stage) => !offered.includes(stage)))
        throw new ValidationException(
          "INVALID_INPUT",
          `${crmWord} has no such stage in this pipeline. Reload, and choose again.`,
        );
      if (!(await connections.change(tx, before.id, input.version, { mapping: input.mapping })))
        throw stale("this mapping", before.version);
      note(tx, before.id, "crm.mapped", { mapping: [before.mapping, input.mapping] });
      return crm.connectionView(await connections.load(tx, before.id));
    },
    { idempotencyKey, input, subject: subjectOf(input.connectionId) },
  );

/** Ends it: nothing is told any more and the token is forgotten; what stands there stays. @throws STALE_VERSION; NOT_FOUND */
export const disconnectCrm = (ctx: Ctx, { idempotencyKey, ...input }: Versioned): Promise<{ connectionId: string }> =>
  executeInTransaction(
    ctx,
    "crm.disconnect",
    async (tx) => {
      const { id, version, portalId } = await connections.load(tx, input.connectionId);
      if (!(await connections.change(tx, id, input.version, { token: "", disconnectedAt: tx.now })))
        throw stale("this connection", version);
      await crm.subscribe(tx, id, false);
      await closeTasks(tx, [taskKey(id)], "It was disconnected.");
      note(tx, id, "crm.disconnected", { account: portalId });
      return { connectionId: id };
    },
    { idempotencyKey, input, subject: subjectOf(input.connectionId) },
  );

/** Notes that we are let in no more, with one task for a person. */
export const noteCrmBroken = (ctx: Ctx, connectionId: string, reason: string): Promise<void> =>
  executeInTransaction(
    ctx,
    "crm.broken",
    async (tx) => {
      if (!(await connections.markBroken(tx, connectionId, reason))) return;
      await raiseTask(tx, {
        severity: "NORMAL",
        kind: "connection-broken",
        title: `${crmWord} has to be connected again`,
        detail: reason,
        subject: subjectOf(connectionId),
        sourceKey: taskKey(connectionId),
        again: true,
      });
      note(tx, connectionId, "crm.broken", { reason });
    },
    { subject: subjectOf(connectionId) },
  );

const subjectTypes: Readonly<Record<CrmKind, string>> = { CONTACT: "customer", VEHICLE: "vehicle", DEAL: "jobCard" };

/** Tells the CRM of a record once more; what earlier attempts left as dead is closed by it. @throws NOT_FOUND; TRANSITION_REFUSED where nothing is connected */
export const retryCrm = (
  ctx: Ctx,
  { idempotencyKey, kind, sourceId }: Keyed & { readonly kind: CrmKind; readonly sourceId: string },
): Promise<{ sourceId: string }> =>
  executeInTransaction(
    ctx,
    "crm.retry",
    async (tx) => {
      await { CONTACT: crm.customer, VEHICLE: crm.vehicle, DEAL: crm.jobCard }[kind](tx, sourceId);
      const connection = await connections.open(tx);
      if (connection === null)
        throw new ValidationException("TRANSITION_REFUSED", "Nothing is connected. Connect it first.");
      for (const { deliveryId } of await records.deadDeliveries(tx, { kind, sourceId }))
        await supersedeDelivery(tx, deliveryId, "It was told once more.");
      emit(tx, crmSyncAsked, { type: subjectTypes[kind], id: sourceId }, { kind, sourceId });
      note(tx, connection.id, "crm.sync-asked", { kind, sourceId });
      return { sourceId };
    },
    { idempotencyKey, input: { kind, sourceId }, subject: { type: subjectTypes[kind], id: sourceId } },
  );

const note = (tx: Tx, subjectId: string, action: string, changes: Readonly<Record<string, unknown>>): void =>
  tx.audit({ action, subjectType: "crmConnection", subjectId, changes });

import {
  type AccountingMapping,
  type AccountingProvider,
  type ConnectionView,
  proposeMapping,
  providerVariables,
  providerWords,
} from "#/domain/accounting.ts";
import { ValidationException } from "#/domain/errors.ts";
import { accountingSyncAsked } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { beginLogin, verifierOf } from "#/server/db/connect-state.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { accountingGateway } from "#/server/gateways/accounting/gateways.ts";
import { type AccountingGateway, BooksError } from "#/server/gateways/accounting/port.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { supersedeDelivery } from "#/server/outbox/deliveries.ts";
import { emit } from "#/server/outbox/emit.ts";
import { closeTasks, raiseTask } from "#/server/outbox/tasks.ts";
import * as connections from "#/server/repositories/connections.ts";
import * as syncs from "#/server/repositories/sync-records.ts";
import * as accounting from "#/server/services/accounting.ts";
import { stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly connectionId: string; readonly version: number };

const subjectOf = (id: string) => ({ type: "connection", id });
const taskKey = (id: string) => `connection-broken:${id}`;

export const isConfigured = (provider: AccountingProvider): boolean => accountingGateway(provider) !== null;

const gatewayOf = (provider: AccountingProvider): AccountingGateway => {
  const gateway = accountingGateway(provider);
  if (gateway !== null) return gateway;
  throw new ValidationException(
    "TRANSITION_REFUSED",
    `This installation has no application at ${providerWords[provider]}. Whoever installs it sets ${providerVariables[provider].join(" and ")}.`,
  );
};

const begunBy = (ctx: Ctx, provider: AccountingProvider) => {
  const memberId = actorId(ctx.actor);
  if (memberId === null) throw new ValidationException("FORBIDDEN", "A member of staff connects it.");
  return { tenantId: ctx.tenantId, memberId, provider };
};

const redirectUri = (ctx: Ctx, provider: AccountingProvider): string => {
  if (ctx.origin === null)
    throw new ValidationException("TRANSITION_REFUSED", "The address of this installation is not known: set APP_URL.");
  return `${ctx.origin}/api/connections/${provider}`;
};

/** Where the member goes to let us in. Nothing is written before they come back. @throws TRANSITION_REFUSED where nothing is set up */
export const beginConnection = (ctx: Ctx, provider: AccountingProvider): { url: string } => {
  const gateway = gatewayOf(provider);
  const { state, challenge } = beginLogin(begunBy(ctx, provider), new Date());
  return { url: gateway.loginUrl({ state, challenge, redirectUri: redirectUri(ctx, provider) }) };
};

/** What went wrong there, as one of ours. */
const asked = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BooksError) throw new ValidationException("REFUSED_OUTSIDE", error.message, {}, error);
    throw error;
  }
};

/**
 * Ends a login: tokens, the organisation and what it offers are read there, then kept in one commit, with a mapping proposed.
 * Who was connected to the same organisation before keeps mapping and what stands there; a new one begins afresh.
 * @throws FORBIDDEN for a state that this member did not begin; REFUSED_OUTSIDE
 */
export const finishConnection = async (
  ctx: Ctx,
  {
    provider,
    code,
    state,
    organisationId = null,
  }: {
    readonly provider: AccountingProvider;
    readonly code: string;
    readonly state: string;
    /** Where the login itself says which one we were let into. */
    readonly organisationId?: string | null;
  },
): Promise<ConnectionView> => {
  const gateway = gatewayOf(provider);
  const verifier = verifierOf(begunBy(ctx, provider), state, new Date());
  if (verifier === null)
    throw new ValidationException(
      "FORBIDDEN",
      "This login was begun by somebody else, or too long ago. Begin it again.",
    );
  await crashPoint("connection/exchange:before");
  const { tokens, organisation, choices } = await asked(async () => {
    const held = await gateway.exchange({ code, verifier, redirectUri: redirectUri(ctx, provider) });
    const [first] = await gateway.organisations(held.access, organisationId);
    if (first === undefined) throw new BooksError("refused", `${providerWords[provider]} let us into no organisation.`);
    return { tokens: held, organisation: first, choices: await gateway.open(held.access, first.id).choices() };
  });
  await crashPoint("connection/exchange:after");
  const newId = uuidv7();
  const { connectionId } = await executeInTransaction(
    ctx,
    "connection.connect",
    async (tx) => {
      await connections.lockTenant(tx);
      const before = await connections.open(tx);
      if (before !== null && (before.provider !== provider || before.organisationId !== organisation.id))
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `${before.organisationName} is connected already. Disconnect it first.`,
        );
      const id = before?.id ?? newId;
      const sealed = {
        tokens: accounting.sealTokens(tx.tenantId, id, tokens),
        tokenExpiresAt: tokens.expiresAt,
        organisationName: organisation.name,
        choices,
      };
      if (before === null) {
        const mapping = proposeMapping(choices, await connections.ratesCharged(tx));
        const connectedById = actorId(ctx.actor);
        await connections.insert(tx, {
          id,
          provider,
          organisationId: organisation.id,
          ...sealed,
          mapping,
          connectedById,
        });
      } else {
        const mended = { ...sealed, choicesReadAt: tx.now, brokenAt: null, brokenReason: null };
        if (!(await connections.change(tx, id, before.version, mended))) throw stale("this connection", before.version);
      }
      await accounting.subscribe(tx, id, true);
      await closeTasks(tx, [taskKey(id)], "It was connected again.");
      note(tx, id, "connection.connected", { provider, organisation: organisation.name });
      return { connectionId: id };
    },
    { subject: subjectOf(newId) },
  );
  return runInTenant(ctx.tenantId, async () =>
    accounting.connectionView(await connections.load(readDb(ctx), connectionId)),
  );
};

/** Which account and tax stands for which from now on. @throws STALE_VERSION; NOT_FOUND; INVALID_INPUT for one that is not offered */
export const mapAccounts = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Versioned & { readonly mapping: AccountingMapping },
) =>
  executeInTransaction(
    ctx,
    "connection.map",
    async (tx) => {
      const before = await connections.load(tx, input.connectionId);
      requireOffered(input.mapping, before);
      if (!(await connections.change(tx, before.id, input.version, { mapping: input.mapping })))
        throw stale("this mapping", before.version);
      note(tx, before.id, "connection.mapped", { mapping: [before.mapping, input.mapping] });
      return accounting.connectionView(await connections.load(tx, before.id));
    },
    { idempotencyKey, input, subject: subjectOf(input.connectionId) },
  );

const requireOffered = (
  { sales, payments, taxes }: AccountingMapping,
  { choices }: connections.ConnectionRow,
): void => {
  const strange = [
    ...Object.values(sales).filter((code) => !choices.sales.some((each) => each.code === code)),
    ...Object.values(payments).filter((code) => !choices.payments.some((each) => each.code === code)),
    ...Object.values(taxes).filter((code) => !choices.taxes.some((each) => each.code === code)),
  ];
  if (strange.length > 0)
    throw new ValidationException(
      "INVALID_INPUT",
      `The books offer no ${strange.join(", ")}. Reload, and choose again.`,
    );
};

/** Ends it: nothing is brought there any more, our tokens are given back and forgotten; what stands there stays. @throws STALE_VERSION; NOT_FOUND */
export const disconnect = async (
  ctx: Ctx,
  { idempotencyKey, ...input }: Versioned,
): Promise<{ connectionId: string }> => {
  const before = await runInTenant(ctx.tenantId, () => connections.open(readDb(ctx)));
  const ended = await executeInTransaction(
    ctx,
    "connection.disconnect",
    async (tx) => {
      const { id, version, organisationName } = await connections.load(tx, input.connectionId);
      if (!(await connections.change(tx, id, input.version, { tokens: "", disconnectedAt: tx.now })))
        throw stale("this connection", version);
      await accounting.subscribe(tx, id, false);
      await closeTasks(tx, [taskKey(id)], "It was disconnected.");
      note(tx, id, "connection.disconnected", { organisation: organisationName });
      return { connectionId: id };
    },
    { idempotencyKey, input, subject: subjectOf(input.connectionId) },
  );
  if (before !== null && before.id === ended.connectionId) await giveBack(ctx, before);
  return ended;
};

/** Kindness alone: the tokens are forgotten already, and end by themselves. */
const giveBack = async (ctx: Ctx, before: connections.ConnectionRow): Promise<void> => {
  try {
    await accountingGateway(before.provider)?.revoke(accounting.openTokens(ctx.tenantId, before).refresh);
  } catch (error) {
    ctx.log.warn(
      { err: error, connectionId: before.id },
      "The tokens of a connection that was ended were not given back.",
    );
  }
};

/** Notes that we are let in no more, with one task for a person. */
export const noteBroken = (ctx: Ctx, connectionId: string, reason: string): Promise<void> =>
  executeInTransaction(
    ctx,
    "connection.broken",
    async (tx) => {
      if (!(await connections.markBroken(tx, connectionId, reason))) return;
      await raiseTask(tx, {
        severity: "NORMAL",
        kind: "connection-broken",
        title: "The accounting system has to be connected again",
        detail: reason,
        subject: subjectOf(connectionId),
        sourceKey: taskKey(connectionId),
        again: true,
      });
      note(tx, connectionId, "connection.broken", { reason });
    },
    { subject: subjectOf(connectionId) },
  );

/** Brings an invoice to the books once more; what earlier attempts left as dead is closed by it. @throws NOT_FOUND where nothing is connected */
export const retrySync = (ctx: Ctx, { idempotencyKey, invoiceId }: Keyed & { readonly invoiceId: string }) =>
  executeInTransaction(
    ctx,
    "connection.retry",
    async (tx) => {
      const { number } = await accounting.invoiceForBooks(tx, invoiceId);
      if ((await connections.open(tx)) === null)
        throw new ValidationException("TRANSITION_REFUSED", "Nothing is connected. Connect it first.");
      for (const { deliveryId, state } of await syncs.stuckDeliveries(tx, invoiceId))
        if (state === "DEAD") await supersedeDelivery(tx, deliveryId, "It was brought there once more.");
      emit(tx, accountingSyncAsked, { type: "invoice", id: invoiceId }, { invoiceId });
      tx.audit({ action: "invoice.sync-asked", subjectType: "invoice", subjectId: invoiceId, changes: { number } });
      return { invoiceId };
    },
    { idempotencyKey, input: { invoiceId }, subject: { type: "invoice", id: invoiceId } },
  );

const note = (tx: Tx, subjectId: string, action: string, changes: Readonly<Record<string, unknown>>): void =>
  tx.audit({ action, subjectType: "connection", subjectId, changes });

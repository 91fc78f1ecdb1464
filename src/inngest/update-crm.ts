import { type CrmKind, crmKindWords } from "#/domain/crm.ts";
import { done, type Effect, type EffectContext, later, skipped } from "#/inngest/consumer.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { type Db, readDb } from "#/server/db/transaction.ts";
import { crmGateway } from "#/server/gateways/crm/gateway.ts";
import { type Crm, CrmError } from "#/server/gateways/crm/port.ts";
import { sendError } from "#/server/gateways/send-error.ts";
import { noteCrmBroken } from "#/server/orchestrators/connect-crm.ts";
import * as service from "#/server/services/crm.ts";

/** Longer than an effect may take, so that nobody else begins beside it. */
const leaseMs = 120_000;

type Work = {
  readonly db: Db;
  readonly write: EffectContext<unknown>["write"];
  readonly connection: service.CrmConnection;
  readonly crm: Crm;
};

/**
 * Brings a customer, a vehicle or a job to the CRM as it stands now, a job with both of the others. Every event does the same
 * whole thing, and each record stands there once under our own id: in whichever order events arrive, doubled or after a
 * death, the CRM comes to the same.
 */
export const updateCrm =
  <Data>(sourceOf: (data: Data) => service.Source): Effect<Data> =>
  async (context) => {
    const { ctx, write, finish } = context;
    const source = sourceOf(context.event.data);
    const db = readDb(ctx);
    const connection = await service.open(db);
    if (connection === null) return skipped("No CRM is connected any more.");
    if (connection.brokenReason !== null) throw sendError(connection.brokenReason, false);
    if (service.objectOf(connection, source.kind) === null)
      return skipped("Vehicles have no records of their own there: they stand on each job.");
    if (await service.isGone(db, connection.id, source))
      return skipped("It is archived, and the CRM was never told of it.");
    const claim = await write((tx) => service.claim(tx, connection.id, source, leaseMs));
    if (claim === null) return later(new Date(Date.now() + 2000));
    try {
      const crm = crmGateway().open(service.openToken(ctx.tenantId, connection));
      await bring[source.kind]({ db, write, connection, crm }, source.sourceId);
      return await finish(done(`${crmKindWords[source.kind]} told`), async (tx) => {
        await service.release(tx, claim, null);
      });
    } catch (error) {
      const known = error instanceof CrmError;
      await write((tx) =>
        service.release(tx, claim, known ? error.message : "Something on our side failed; the operation says what."),
      );
      if (!known) throw error;
      if (error.kind === "login") await noteCrmBroken(ctx, connection.id, error.message);
      if (error.retryAt !== null) return later(error.retryAt);
      throw sendError(error.message, false, error);
    }
  };

const contact = async (work: Work, customerId: string): Promise<string> => {
  const { id, ...customer } = await service.customer(work.db, customerId);
  const source = { kind: "CONTACT", sourceId: id } as const;
  const known = (await service.externalId(work.db, work.connection.id, source)) !== null;
  return kept(work, source, () => work.crm.keepContact({ reference: id, ...customer }, known));
};

/** Null where vehicles have no records of their own there. */
const vehicle = async (work: Work, vehicleId: string): Promise<string | null> => {
  const object = service.objectOf(work.connection, "VEHICLE");
  if (object === null) return null;
  const { id, customerId, ...car } = await service.vehicle(work.db, vehicleId);
  const vehicleThere = await kept(work, { kind: "VEHICLE", sourceId: id }, () =>
    work.crm.keepVehicle(object, { reference: id, ...car }),
  );
  const ownerThere = await standing(work, { kind: "CONTACT", sourceId: customerId }, () => contact(work, customerId));
  await crossing("associate", () =>
    work.crm.associate({ object, id: vehicleThere }, { object: "contacts", id: ownerThere }),
  );
  return vehicleThere;
};

const deal = async (work: Work, jobCardId: string): Promise<void> => {
  const { connection, crm } = work;
  const card = await service.jobCard(work.db, jobCardId);
  const { currency } = card.branch;
  const place = service.stageOf(connection.mapping, card.status);
  if ("missing" in place) throw new CrmError("refused", place.missing);
  const { currencies } = connection.choices;
  if (!currencies.includes(currency))
    throw new CrmError(
      "refused",
      `The account keeps no amounts in ${currency}. Add the currency there, then connect it again under Settings, Connections.`,
    );
  const customerThere = await standing(work, { kind: "CONTACT", sourceId: card.customer.id }, () =>
    contact(work, card.customer.id),
  );
  const vehicleThere = await standing(work, { kind: "VEHICLE", sourceId: card.vehicle.id }, () =>
    vehicle(work, card.vehicle.id),
  );
  const { plate, make, model, year } = card.vehicle;
  const car = [make, model].filter((word) => word !== "").join(" ");
  const dealThere = await kept(work, { kind: "DEAL", sourceId: card.id }, () =>
    crm.keepDeal({
      reference: card.id,
      // Without the plate: it is a person's, and is taken away where it stands when they are erased.
      name: `Job ${card.number}, ${car}`,
      ...place,
      amountMinor: service.amountOf(card),
      currency,
      severalCurrencies: currencies.length > 1,
      closedOn: card.completedAt !== null && service.isOver(card.status) ? new Date(card.completedAt) : null,
      vehicle: [plate, car, year === null ? "" : String(year)].filter((word) => word !== "").join(", "),
      invoice: card.invoice?.number ?? "",
    }),
  );
  const there = { object: "deals", id: dealThere };
  await crossing("associate", () => crm.associate(there, { object: "contacts", id: customerThere }));
  const object = service.objectOf(connection, "VEHICLE");
  if (object !== null && vehicleThere !== null)
    await crossing("associate", () => crm.associate(there, { object, id: vehicleThere }));
};

const bring: Readonly<Record<CrmKind, (work: Work, sourceId: string) => Promise<unknown>>> = {
  CONTACT: contact,
  VEHICLE: vehicle,
  DEAL: deal,
};

/** Its id there: the one that is known, whose changes have events of their own, or the one it is given now. */
const standing = async <Id>(work: Work, source: service.Source, ensure: () => Promise<Id>): Promise<string | Id> =>
  (await service.externalId(work.db, work.connection.id, source)) ?? (await ensure());

/** Writes it there, and keeps its id at once. */
const kept = async (work: Work, source: service.Source, write: () => Promise<string>): Promise<string> => {
  const id = await crossing(source.kind.toLowerCase(), write);
  await work.write((tx) => service.keep(tx, work.connection.id, source, id));
  return id;
};

/** A call that leaves the process. */
const crossing = async <Answer>(what: string, call: () => Promise<Answer>): Promise<Answer> => {
  await crashPoint(`crm/${what}:before`);
  const answer = await call();
  await crashPoint(`crm/${what}:after`);
  return answer;
};

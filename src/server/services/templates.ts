import type { CardOffers } from "#/domain/template.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as rates from "#/server/repositories/labour-rates.ts";
import * as templates from "#/server/repositories/templates.ts";

export const list = (db: Db) => templates.all(db);

/** The rates of each branch that is open, beside its standard one. */
export const labourRates = async (db: Db) => {
  const [open, named] = await Promise.all([branches.open(db), rates.all(db)]);
  return {
    branches: open.map(({ id, name, currency, locale, labourRateMinor }) => ({
      id,
      name,
      currency,
      locale,
      standardMinor: Number(labourRateMinor),
      rates: named.filter(({ branchId }) => branchId === id),
    })),
  };
};

/** What can be put on a card of a branch: its rates, and templates whose name matches. */
export const cardOffers = async (db: Db, branchId: string, search: string): Promise<CardOffers> => {
  const [named, found] = await Promise.all([rates.all(db, branchId), templates.offers(db, branchId, search)]);
  return {
    rates: named.map(({ id, name, priceMinor }) => ({ id, name, priceMinor })),
    templates: found,
  };
};

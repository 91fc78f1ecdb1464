import { shownContact } from "#/domain/contact.ts";
import { type DuplicatePair, type DuplicateSide, pairsShown } from "#/domain/duplicate.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as duplicates from "#/server/repositories/duplicates.ts";

/** Customers that may be one person, side by side: of one of them, or of all. */
export const list = async (
  db: Db,
  customerId: string | null,
): Promise<{ pairs: DuplicatePair[]; total: number; zone: string }> => {
  const [found, { branch }] = await Promise.all([duplicates.pairs(db, customerId, pairsShown), branches.home(db)]);
  const ids = [...new Set(found.flatMap(({ lowId, highId }) => [lowId, highId]))];
  const [people, visits] =
    ids.length === 0 ? [[], []] : await Promise.all([customers.sides(db, ids), duplicates.visits(db, ids)]);
  const sides = new Map(
    people.map(({ emails, phones, addressLines, ...person }): [string, DuplicateSide] => {
      const { jobCards = 0, openCards = 0, lastVisit = null } = visits.find(({ id }) => id === person.id) ?? {};
      return [
        person.id,
        {
          ...person,
          emails: emails.map((contact) => shownContact(contact, branch.country)),
          phones: phones.map((contact) => shownContact(contact, branch.country)),
          addressLines: [...addressLines],
          jobCards,
          openCards,
          lastVisit,
        },
      ];
    }),
  );
  const pairs = found.flatMap(({ lowId, highId, reasons }): DuplicatePair[] => {
    const [low, high] = [sides.get(lowId), sides.get(highId)];
    return low === undefined || high === undefined ? [] : [{ reasons, sides: [low, high] }];
  });
  return { pairs, total: found[0]?.total ?? 0, zone: branch.zone };
};

import type { Permission } from "#/domain/permissions.ts";
import { formatPhone } from "#/domain/phone.ts";
import { foundNothing, type SearchKind, type SearchView } from "#/domain/search.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as finding from "#/server/repositories/finding.ts";

const shown = 5;
const largestNumber = 2_147_483_647;

/** `NM-2026-00012`, in any case and without its zeros. */
const invoiceNumber = /^([A-Z0-9]{1,8}-\d{4})-?0*(\d{1,10})$/;

const finished = new Set(["COLLECTED", "CANCELLED"]);

/** The best of each kind that the member may see; nothing for under two characters, unless they are a number. */
export const search = async (
  db: Db,
  text: string,
  rights: ReadonlySet<Permission>,
  kinds?: readonly SearchKind[],
): Promise<SearchView> => {
  const digits = text.replace(/[\s()+-]/g, "");
  const number = /^0*(\d{1,10})$/.exec(digits)?.[1];
  if (text.length < 2 && number === undefined) return foundNothing;
  const asked = (kind: SearchKind, permission: Permission) =>
    rights.has(permission) && (kinds === undefined || kinds.includes(kind));
  const plate = normalisePlate(text);
  // A whole number begins with the zero that is dialled at home and not stored; a fragment is taken as it is.
  const tail = /^\d{4,15}$/.test(digits) ? digits.replace(digits.length < 8 ? "" : /^0+/, "") : "";
  const issued = invoiceNumber.exec(text.toUpperCase().replaceAll(" ", ""));
  const whole = number !== undefined && Number(number) <= largestNumber ? Number(number) : null;
  const sequence = issued?.[2] === undefined ? whole : Number(issued[2]);

  const { cards, vehicles, customers, invoices, parts } = await finding.find(
    db,
    {
      card: asked("card", "job_card.read") ? whole : null,
      vehicle: asked("vehicle", "vehicle.read") && plate.length >= 2 ? plate : null,
      customer:
        asked("customer", "customer.read") && text.length >= 2
          ? { text, digits: tail.length >= 4 ? tail : null }
          : null,
      invoice:
        asked("invoice", "invoice.read") && sequence !== null && sequence <= largestNumber
          ? { series: issued?.[1] ?? null, sequence }
          : null,
      part: asked("part", "part.read") && text.length >= 2 ? text : null,
    },
    shown,
  );
  const seesOwners = rights.has("customer.read");
  return {
    cards: cards.map(({ make, model, ...card }) => ({ ...card, vehicle: `${make} ${model}` })),
    vehicles: vehicles.map(({ id, plate: shownPlate, make, model, owner, cardId, cardNumber, cardStatus }) => ({
      id,
      plate: shownPlate,
      vehicle: `${make} ${model}`,
      ...(seesOwners ? { owner } : {}),
      openCard:
        cardId === null || cardNumber === null || cardStatus === null || finished.has(cardStatus)
          ? null
          : { id: cardId, number: cardNumber, status: cardStatus },
    })),
    customers: customers.map(({ country, phone, ...customer }) => ({
      ...customer,
      phone: phone === null ? null : formatPhone(phone, country),
    })),
    invoices,
    parts,
  };
};

import type { DifferingField } from "#/domain/appointment.ts";
import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { parsePhone } from "#/domain/phone.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import type { Tx } from "#/server/db/transaction.ts";
import { takeTurns } from "#/server/db/turns.ts";
import type { TypedDetails } from "#/server/repositories/appointments.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";

/** Who books, and for which car: found by what was typed, or written new. What is on file is never changed by it. */

export type FoundPerson = {
  readonly id: string;
  readonly name: string;
  readonly isNew: boolean;
  readonly differing: readonly DifferingField[];
};
export type FoundCar = {
  readonly id: string;
  readonly plate: string;
  readonly isNew: boolean;
  readonly differing: readonly DifferingField[];
};

/** A phone number as it is compared; null for none. @throws INVALID_INPUT at `field` */
export const dialled = (phone: string | null, country: string, field: string): string | null => {
  if (phone === null || phone === "") return null;
  const parsed = parsePhone(phone, country);
  if (parsed.ok) return parsed.e164;
  throw new ValidationException("INVALID_INPUT", parsed.reason, { field });
};

/**
 * Waits for whoever books with the same address, number or plate at this moment: of two who are both new, the second finds
 * the first.
 */
export const takeTurnOf = (tx: Tx, { email, phone, plate }: TypedDetails): Promise<void> =>
  takeTurns(tx, [
    ...(email === null ? [] : [`contact ${email}`]),
    ...(phone === null ? [] : [`contact ${phone}`]),
    `plate ${normalisePlate(plate)}`,
  ]);

const plain = (text: string): string => text.normalize("NFKC").trim().toLowerCase().replaceAll(/\s+/g, " ");

/** The customer with this address, else with this number, else a new one. */
export const findOrAddCustomer = async (tx: Tx, { name, email, phone }: TypedDetails): Promise<FoundPerson> => {
  const known = await customers.byContact(tx, { email, phone });
  if (known !== null) {
    const differing: DifferingField[] = [
      ...(plain(known.name) === plain(name) ? [] : (["name"] as const)),
      ...(email === null || known.emails.includes(email) ? [] : (["email"] as const)),
      ...(phone === null || known.phones.includes(phone) ? [] : (["phone"] as const)),
    ];
    return { id: known.id, name: known.name, isNew: false, differing };
  }
  const id = uuidv7();
  await customers.insert(tx, id, {
    name,
    emails: email === null ? [] : [{ value: email, label: "" }],
    phones: phone === null ? [] : [{ value: phone, label: "" }],
    addressLines: [],
    note: "",
  });
  tx.audit({ action: "customer.created", subjectType: "customer", subjectId: id, changes: {} });
  return { id, name, isNew: true, differing: [] };
};

/** The car of this plate, else a new one of the customer's. */
export const findOrAddCar = async (tx: Tx, typed: TypedDetails, customerId: string): Promise<FoundCar> => {
  const { plate, make, model } = typed;
  const known = await vehicles.carrying(tx, plate);
  if (known !== null)
    return { id: known.id, plate: known.plate, isNew: false, differing: differingCar(known, typed, customerId) };
  const id = uuidv7();
  // The desk takes no turns: what it has written a moment ago is on file by now.
  if (!(await vehicles.insert(tx, { id, customerId, plate, make, model, year: null })))
    return findOrAddCar(tx, typed, customerId);
  tx.audit({ action: "vehicle.created", subjectType: "vehicle", subjectId: id, changes: { customerId } });
  return { id, plate, isNew: true, differing: [] };
};

const differingCar = (
  known: { readonly customerId: string; readonly make: string; readonly model: string },
  typed: { readonly make: string; readonly model: string },
  customerId: string,
): DifferingField[] => {
  const other = (was: string, is: string) => is !== "" && plain(was) !== plain(is);
  return [
    ...(other(known.make, typed.make) || other(known.model, typed.model) ? (["vehicle"] as const) : []),
    ...(known.customerId === customerId ? [] : (["owner"] as const)),
  ];
};

import type { ImportChanges, ImportProblem } from "#/domain/import.ts";
import type { Found } from "#/domain/import-plan.ts";
import { type NounOfImport, type Sought, sideOf, textIn, type Values } from "#/server/orchestrators/imports/noun.ts";
import type { Tx } from "#/server/orchestrators/kernel.ts";
import * as customers from "#/server/repositories/imports/customers.ts";
import * as undo from "#/server/repositories/imports/undo.ts";

const currentOf = ({ name, email, phone, addressLines }: customers.KnownCustomer): Values => ({
  name,
  email: email?.toLowerCase() ?? null,
  phone,
  address: addressLines.length === 0 ? null : addressLines.join("\n"),
});

type Reached = ReadonlyMap<string, readonly customers.ReachedCustomer[]>;

/** The customers whom these e-mail addresses and numbers reach, by each of them. */
export const reach = async (
  tx: Tx,
  rows: readonly { readonly email: string | undefined; readonly phone: string | undefined }[],
): Promise<Reached> => {
  const known = await customers.reachedBy(tx, {
    emails: rows.flatMap(({ email }) => email ?? []),
    phones: rows.flatMap(({ phone }) => phone ?? []),
  });
  const reached = new Map<string, customers.ReachedCustomer[]>();
  for (const customer of known)
    for (const by of customer.reaches) reached.set(by, [...(reached.get(by) ?? []), customer]);
  return reached;
};

type OneCustomer =
  | { readonly customer: customers.KnownCustomer | null; readonly by: "E-mail" | "Phone" }
  | { readonly problems: readonly ImportProblem[] };

/** The one customer whom an address and a number lead to; where they lead to two, somebody must decide. */
export const oneOf = (
  reached: Reached,
  email: string | undefined,
  phone: string | undefined,
  titles: { readonly email: string; readonly phone: string } = { email: "E-mail", phone: "Phone" },
): OneCustomer => {
  const refuse = (column: string, sentence: string): OneCustomer => ({ problems: [{ column, sentence }] });
  const live = (all: readonly customers.KnownCustomer[] | undefined) => (all ?? []).filter(({ archived }) => !archived);
  const mailed = live(email === undefined ? [] : reached.get(email));
  const called = live(phone === undefined ? [] : reached.get(phone));
  const names = (all: readonly customers.KnownCustomer[]) => all.map(({ name }) => name).join(" and ");
  if (mailed.length > 1)
    return refuse(titles.email, `${names(mailed)} share this e-mail address. Merge them, or leave this row out.`);
  const [byMail] = mailed;
  if (byMail !== undefined) {
    if (called.length > 0 && !called.some(({ id }) => id === byMail.id))
      return refuse(
        titles.phone,
        `The e-mail address is ${byMail.name}'s and the phone ${names(called)}'s. Mend the one that is wrong, or merge the two.`,
      );
    return { customer: byMail, by: "E-mail" };
  }
  if (called.length > 1)
    return refuse(
      titles.phone,
      `${names(called)} share this phone number. Add the e-mail address of the one that is meant, or merge them.`,
    );
  return { customer: called[0] ?? null, by: "Phone" };
};

const foundOf = (values: Values, reached: Reached): Found => {
  const found = oneOf(reached, textIn(values, "email"), textIn(values, "phone"));
  if ("problems" in found) return found;
  const { customer, by } = found;
  return customer === null
    ? { matched: null }
    : { matched: { id: customer.id, label: customer.name, by, current: currentOf(customer) } };
};

const linesOf = (values: Values) => textIn(values, "address")?.split("\n") ?? [];
const asRow = (id: string, values: Values): customers.NewCustomer => ({
  id,
  name: textIn(values, "name") ?? "",
  email: textIn(values, "email") ?? null,
  phone: textIn(values, "phone") ?? null,
  addressLines: linesOf(values),
});
const asChange = (id: string, values: Values) => ({ ...asRow(id, values), set: Object.keys(values) });

const whyKept = ({ version, plates, cards, messages, noted, entangled, booked }: customers.Leaning) => {
  if (cards > 0)
    return cards === 1 ? "There is a job card of this customer." : `There are ${cards} job cards of this customer.`;
  if (plates.length > 0)
    return `${plates.slice(0, 3).join(", ")} ${plates.length === 1 ? "belongs" : "belong"} to this customer. Undo the import of the vehicles first.`;
  if (booked) return "There is an appointment of this customer.";
  if (messages > 0) return "A message was sent to this customer.";
  if (noted) return "Contacts or consents of this customer were noted since.";
  if (entangled) return "The customer was merged, told apart or owned a vehicle since.";
  return version > 1 ? "The customer was changed since." : null;
};

export const customersOfImport: NounOfImport = {
  noun: "CUSTOMERS",
  subjectType: "customer",
  // Names of fields, not what stood in them: the audit outlives an erasure.
  auditable: (changes: ImportChanges) => ({ fields: Object.keys(changes) }),
  keysOf: (values) => {
    const [email, phone] = [textIn(values, "email"), textIn(values, "phone")];
    return [...(email === undefined ? [] : [`email:${email}`]), ...(phone === undefined ? [] : [`phone:${phone}`])];
  },

  find: async (tx, _place, rows, hold) => {
    const wanted = rows.map(({ values }: Sought) => ({
      email: textIn(values, "email"),
      phone: textIn(values, "phone"),
    }));
    let reached = await reach(tx, wanted);
    if (hold) {
      const known = [...reached.values()].flat();
      await customers.lock(
        tx,
        known.map(({ id }) => id),
      );
      reached = await reach(tx, wanted);
    }
    return new Map(rows.map(({ rowNumber, values }) => [rowNumber, foundOf(values, reached)]));
  },

  create: async (tx, _place, rows) => {
    await customers.insert(
      tx,
      rows.map(({ id, values }) => asRow(id, values)),
    );
    return new Set(rows.map(({ id }) => id));
  },

  change: (tx, _place, rows) =>
    customers.update(
      tx,
      rows.map(({ id, changes }) => asChange(id, sideOf(changes, 1))),
    ),

  leaningOn: async (tx, _place, ids) => {
    await customers.lock(tx, ids);
    const found = await customers.leaningOn(tx, ids);
    return new Map(
      found.flatMap((each) => {
        const why = whyKept(each);
        return why === null ? [] : [[each.id, why] as const];
      }),
    );
  },

  remove: (tx, { importId }, ids) => undo.removeImported(tx, importId, ids),

  current: async (tx, _place, ids) => {
    await customers.lock(tx, ids);
    return new Map((await customers.byIds(tx, ids)).map((each) => [each.id, currentOf(each)]));
  },

  restore: (tx, _place, rows) =>
    customers.update(
      tx,
      rows.map(({ id, changes }) => asChange(id, sideOf(changes, 0))),
    ),
};

import type { CustomerFields } from "#/domain/customer.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as customers from "#/server/repositories/customers.ts";
import { valuesOf } from "#/server/services/contacts.ts";
import { customerToChange } from "#/server/services/held-people.ts";

type Keyed = CustomerFields & { readonly idempotencyKey: string };

const fieldsOf = ({ name, emails, phones, addressLines, note }: CustomerFields): CustomerFields => ({
  name,
  emails,
  phones,
  addressLines,
  note,
});

/** Adds a customer. @throws INVALID_INPUT for a number that is none or a contact given twice */
export const createCustomer = (ctx: Ctx, { idempotencyKey, ...input }: Keyed) => {
  const customerId = uuidv7();
  return executeInTransaction(
    ctx,
    "customer.create",
    async (tx) => {
      await customers.insert(tx, customerId, valuesOf(fieldsOf(input), await branches.firstCountry(tx)));
      tx.audit({ action: "customer.created", subjectType: "customer", subjectId: customerId, changes: {} });
      return { customerId, version: 1 };
    },
    { idempotencyKey, input, subject: { type: "customer", id: customerId } },
  );
};

/** Writes a customer's facts anew. @throws STALE_VERSION when they have changed meanwhile; INVALID_INPUT as above */
export const updateCustomer = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Keyed & { readonly customerId: string; readonly version: number },
) =>
  executeInTransaction(
    ctx,
    "customer.update",
    async (tx) => {
      const customer = await customerToChange(tx, input.customerId, input.version);
      const before = await customers.values(tx, customer.id);
      const after = valuesOf(fieldsOf(input), await branches.firstCountry(tx));
      await customers.update(tx, customer.id, after);
      tx.audit({
        action: "customer.changed",
        subjectType: "customer",
        subjectId: customer.id,
        // Which facts, never what they say: the audit is kept when the person is erased.
        changes: { fields: changedFields(before, after) },
      });
      return { customerId: customer.id, version: customer.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "customer", id: input.customerId } },
  );

const changedFields = (before: customers.CustomerValues, after: customers.CustomerValues): string[] =>
  customers.valueNames.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));

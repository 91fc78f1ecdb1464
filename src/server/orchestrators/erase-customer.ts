import type { z } from "zod";
import { type eraseCustomerInput, undoDays } from "#/domain/customer.ts";
import { ValidationException } from "#/domain/errors.ts";
import { crmSyncAsked } from "#/domain/events.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as merges from "#/server/repositories/customer-merges.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as erasure from "#/server/repositories/erasure.ts";
import * as invoices from "#/server/repositories/invoices.ts";
import * as links from "#/server/repositories/link-tokens.ts";
import * as crm from "#/server/services/crm.ts";
import { customerToChange, refuseOpenCards } from "#/server/services/held-people.ts";

type Erase = z.infer<typeof eraseCustomerInput> & { readonly idempotencyKey: string };

const dayMs = 86_400_000;
const refuse = (sentence: string) => new ValidationException("TRANSITION_REFUSED", sentence);

/**
 * Erases a person for good: name, contacts, cars' plates, messages and what was typed about them. Issued invoices stay as
 * they are, which the law demands, and so does whose consent they rest on (docs/decisions/035).
 * @throws STALE_VERSION; TRANSITION_REFUSED while work is open, money is owed, or a merge could be undone
 */
export const eraseCustomer = (ctx: Ctx, { idempotencyKey, ...input }: Erase) =>
  executeInTransaction(
    ctx,
    "customer.erase",
    async (tx) => {
      const customer = await customerToChange(tx, input.customerId, input.version);
      if (input.name.trim() !== customer.name)
        throw new ValidationException("INVALID_INPUT", `Type the name as it stands: ${customer.name}.`, {
          field: "name",
        });
      if (customer.mergedIntoId !== null)
        throw refuse(`${customer.name} was merged into another customer. Erase that one: it is the same person.`);
      const people = await erasure.personOf(tx, customer.id);
      for (const id of people) refuseOpenCards(await customers.openCards(tx, id), "Erase the customer");
      const owed = await invoices.owedBy(tx, people);
      if (owed.length > 0) {
        const open = owed.reduce((sum, each) => sum + each.invoices, 0);
        throw refuse(
          `${open === 1 ? "An invoice is" : `${open} invoices are`} not settled. Settle what is owed first.`,
        );
      }
      const last = (await merges.standingOf(tx, customer.id)).map(({ mergedAt }) => mergedAt.getTime());
      if (Math.max(0, ...last) > tx.now.getTime() - undoDays * dayMs)
        throw refuse(`A merge into this customer can still be undone. Undo it, or erase ${undoDays} days after it.`);

      const pseudonym = `Erased customer ${customer.id.slice(-6).toUpperCase()}`;
      const erased = await tx.step("data erased", () => erasure.erase(tx, people, pseudonym, "Erased on request"));
      for (const id of people) await links.end(tx, "messages", id);
      const kept = await erasure.invoicesNaming(tx, people);
      // What a CRM was told of them is written anew there, without what is erased here.
      for (const source of await crm.standingOf(tx, people))
        emit(tx, crmSyncAsked, { type: "customer", id: customer.id }, source);
      // How much, and nothing of what it said.
      tx.audit({
        action: "customer.erased",
        subjectType: "customer",
        subjectId: customer.id,
        changes: { ...erased, invoicesKept: kept },
      });
      return { customerId: customer.id, invoicesKept: kept };
    },
    // The name is compared and not kept, not even as a hash's input.
    {
      idempotencyKey,
      input: { customerId: input.customerId, version: input.version },
      subject: { type: "customer", id: input.customerId },
    },
  );

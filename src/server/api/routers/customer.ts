import { z } from "zod";
import { recordConsentInput } from "#/domain/contact.ts";
import {
  archiveCustomerInput,
  createCustomerInput,
  customerChanged,
  customerErased,
  customerList,
  customerView,
  eraseCustomerInput,
  listCustomersInput,
  updateCustomerInput,
} from "#/domain/customer.ts";
import {
  customersMerged,
  dismissDuplicateInput,
  duplicateDismissed,
  duplicateList,
  listDuplicatesInput,
  mergeCustomersInput,
  mergeUndone,
  undoMergeInput,
} from "#/domain/duplicate.ts";
import { id } from "#/domain/fields.ts";
import { statementView } from "#/domain/till.ts";
import { customerChoices, searchCustomersInput } from "#/domain/vehicle.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { archiveCustomer, restoreCustomer } from "#/server/orchestrators/archive-customer.ts";
import { dismissDuplicate } from "#/server/orchestrators/dismiss-duplicate.ts";
import { eraseCustomer } from "#/server/orchestrators/erase-customer.ts";
import { createCustomer, updateCustomer } from "#/server/orchestrators/keep-customer.ts";
import { mergeCustomers } from "#/server/orchestrators/merge-customers.ts";
import { recordConsent } from "#/server/orchestrators/record-consent.ts";
import { undoMerge } from "#/server/orchestrators/undo-merge.ts";
import * as customers from "#/server/services/customers.ts";
import * as duplicates from "#/server/services/duplicates.ts";
import * as till from "#/server/services/till.ts";

export const customerRouter = router({
  list: memberProcedure("customer.read")
    .input(listCustomersInput)
    .output(customerList)
    .query(({ ctx, input }) => customers.list(readDb(ctx), input)),
  byId: memberProcedure("customer.read")
    .input(z.object({ customerId: id }))
    .output(customerView)
    .query(({ ctx, input }) => customers.byId(readDb(ctx), input.customerId)),
  /** What they owe and why, from the books. */
  statement: memberProcedure("invoice.read")
    .input(z.object({ customerId: id }))
    .output(statementView)
    .query(({ ctx, input }) => till.statement(readDb(ctx), input.customerId)),
  search: memberProcedure("customer.read")
    .input(searchCustomersInput)
    .output(customerChoices)
    .query(({ ctx, input }) => customers.search(readDb(ctx), input.search)),

  create: memberProcedure("customer.edit")
    .input(mutationInput(createCustomerInput.shape))
    .output(customerChanged)
    .mutation(({ ctx, input }) => createCustomer(ctx, input)),
  update: memberProcedure("customer.edit")
    .input(mutationInput(updateCustomerInput.shape))
    .output(customerChanged)
    .mutation(({ ctx, input }) => updateCustomer(ctx, input)),
  archive: memberProcedure("customer.edit")
    .input(mutationInput(archiveCustomerInput.shape))
    .output(customerChanged)
    .mutation(({ ctx, input }) => archiveCustomer(ctx, input)),
  restore: memberProcedure("customer.edit")
    .input(mutationInput(archiveCustomerInput.shape))
    .output(customerChanged)
    .mutation(({ ctx, input }) => restoreCustomer(ctx, input)),
  erase: memberProcedure("customer.erase")
    .input(mutationInput(eraseCustomerInput.shape))
    .output(customerErased)
    .mutation(({ ctx, input }) => eraseCustomer(ctx, input)),
  consent: memberProcedure("customer.edit")
    .input(mutationInput(recordConsentInput.shape))
    .output(customerChanged)
    .mutation(({ ctx, input }) => recordConsent(ctx, input)),

  duplicates: memberProcedure("customer.merge")
    .input(listDuplicatesInput)
    .output(duplicateList)
    .query(({ ctx, input }) => duplicates.list(readDb(ctx), input.customerId)),
  dismissDuplicate: memberProcedure("customer.merge")
    .input(mutationInput(dismissDuplicateInput.shape))
    .output(duplicateDismissed)
    .mutation(({ ctx, input }) => dismissDuplicate(ctx, input)),
  merge: memberProcedure("customer.merge")
    .input(mutationInput(mergeCustomersInput.shape))
    .output(customersMerged)
    .mutation(({ ctx, input }) => mergeCustomers(ctx, input)),
  undoMerge: memberProcedure("customer.merge")
    .input(mutationInput(undoMergeInput.shape))
    .output(mergeUndone)
    .mutation(({ ctx, input }) => undoMerge(ctx, input)),
});

import {
  createSupplierInput,
  setSupplierArchivedInput,
  supplierListView,
  supplierView,
  updateSupplierInput,
} from "#/domain/supplier.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import {
  createSupplier,
  setSupplierArchived,
  updateSupplier,
} from "#/server/orchestrators/procurement/keep-suppliers.ts";
import { allSuppliers } from "#/server/services/suppliers.ts";

export const supplierRouter = router({
  list: memberProcedure("purchase_order.read")
    .output(supplierListView)
    .query(async ({ ctx }) => ({ suppliers: await allSuppliers(readDb(ctx)) })),
  create: memberProcedure("supplier.edit")
    .input(mutationInput(createSupplierInput.shape))
    .output(supplierView)
    .mutation(({ ctx, input }) => createSupplier(ctx, input)),
  update: memberProcedure("supplier.edit")
    .input(mutationInput(updateSupplierInput.shape))
    .output(supplierView)
    .mutation(({ ctx, input }) => updateSupplier(ctx, input)),
  setArchived: memberProcedure("supplier.edit")
    .input(mutationInput(setSupplierArchivedInput.shape))
    .output(supplierView)
    .mutation(({ ctx, input }) => setSupplierArchived(ctx, input)),
});

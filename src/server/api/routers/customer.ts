import { z } from "zod";
import { customerView } from "#/domain/customer.ts";
import { id } from "#/domain/fields.ts";
import { customerChoices, searchCustomersInput } from "#/domain/vehicle.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import * as customers from "#/server/services/customers.ts";

export const customerRouter = router({
  byId: memberProcedure("customer.read")
    .input(z.object({ customerId: id }))
    .output(customerView)
    .query(({ ctx, input }) => customers.byId(readDb(ctx), input.customerId)),
  search: memberProcedure("customer.read")
    .input(searchCustomersInput)
    .output(customerChoices)
    .query(({ ctx, input }) => customers.search(readDb(ctx), input.search)),
});

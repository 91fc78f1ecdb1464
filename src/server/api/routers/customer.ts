import { customerChoices, searchCustomersInput } from "#/domain/vehicle.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import * as customers from "#/server/services/customers.ts";

export const customerRouter = router({
  search: memberProcedure("customer.read")
    .input(searchCustomersInput)
    .output(customerChoices)
    .query(({ ctx, input }) => customers.search(readDb(ctx), input.search)),
});

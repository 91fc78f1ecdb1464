import { searchInput, searchView } from "#/domain/search.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { search } from "#/server/services/finding.ts";

export const searchRouter = router({
  /** Of each kind only what the member's role may see. */
  find: memberProcedure("job_card.read")
    .input(searchInput)
    .output(searchView)
    .query(({ ctx, input }) => search(readDb(ctx), input.search, ctx.permissions, input.kinds)),
});

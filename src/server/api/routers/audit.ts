import { z } from "zod";
import { auditListView, auditSealView, listAuditInput } from "#/domain/audit.ts";
import { personView } from "#/domain/job-card.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import * as audit from "#/server/services/audit.ts";

export const auditRouter = router({
  list: memberProcedure("audit.read")
    .input(listAuditInput)
    .output(auditListView)
    .query(({ ctx, input: { cursor, ...filter } }) => audit.list(readDb(ctx), filter, cursor)),
  people: memberProcedure("audit.read")
    .output(z.array(personView))
    .query(({ ctx }) => audit.people(readDb(ctx))),
  seal: memberProcedure("audit.read")
    .output(auditSealView)
    .query(({ ctx }) => audit.seal(readDb(ctx))),
});

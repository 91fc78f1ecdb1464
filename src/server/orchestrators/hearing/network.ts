import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { log } from "#/server/log.ts";

/** "not ours": to a number, or of a message, that nobody here has written. */
export type Heard = "noted" | "known" | "not ours";

/** Who tells: no member, and of whichever tenant's message it is. */
export const network = (tenantId: string, name: "Mobile network" | "Mail relay"): Ctx => ({
  tenantId,
  actor: { kind: "system", name },
  correlationId: uuidv7(),
  origin: null,
  log: log.child({ tenantId }),
});

import { setImmediate as turn } from "node:timers/promises";
import { uuidv7 } from "#/domain/ids.ts";
import { createContext, type RequestContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { pool } from "#/server/db/client.ts";
import type { Garage, Job } from "./world.ts";

const headersOf = ({ cookie }: Garage) => new Headers({ host: "localhost:3000", cookie });

/** A request whose session and membership have been looked up: that part is counted apart. */
export const knownContext = async (garage: Garage): Promise<RequestContext> => {
  const context = createContext(headersOf(garage));
  await context.session();
  await context.member();
  return context;
};

/** Completes a card as the product does, through every layer of the tRPC procedure. */
export const completeWithUs = ({ jobCardId }: Job, context: RequestContext): Promise<unknown> =>
  createCaller(context).jobCard.complete({ jobCardId, idempotencyKey: uuidv7() });

/** Returns when what follows a commit (telling browsers and relay) has been said: it is nobody else's time. */
export const allSaid = async (): Promise<void> => {
  await turn();
  while (pool.idleCount < pool.totalCount || pool.waitingCount > 0) await turn();
};

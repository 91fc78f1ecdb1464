import { z } from "zod";

/** What a worker process is told at its start. */
export const orders = z.object({
  /** How long what it holds stays with it after its death; its sweep and its waits are as short. */
  leaseMs: z.number(),
  /** It kills itself at this crash point, counted from its start, whichever that is. */
  deathAt: z.number().optional(),
  /** It stops as an operator stops it, once it has begun so many effects. */
  shift: z.number().optional(),
  /** Tenants whose alerts cannot be mailed, and those whose alerts kill whoever mails them. */
  throwsFor: z.array(z.string()).default([]),
  diesOf: z.array(z.string()).default([]),
});
export type Orders = z.input<typeof orders>;

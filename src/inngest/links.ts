import type { EventEnvelope } from "#/domain/events.ts";
import { env } from "#/env.ts";

/** A page of ours as a message links it: at the address people open, or at the one the request came by. */
export const linkTo = ({ origin }: Pick<EventEnvelope, "origin">, path: string): string =>
  `${env.APP_URL ?? origin ?? `http://localhost:${env.PORT}`}${path}`;

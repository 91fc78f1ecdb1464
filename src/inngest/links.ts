import type { EventEnvelope } from "#/domain/events.ts";
import { env } from "#/env.ts";
import { linkToken } from "#/server/db/link-token.ts";

type Visit = {
  readonly purpose: "appointment" | "job-card";
  readonly subjectId: string;
  readonly generation: number;
};

/** The page of a visit, with the token that leads there; both null where its link has ended. */
export const visitLink = (
  event: Pick<EventEnvelope, "origin">,
  visit: Visit | null,
): { token: string; href: string } | { token: null; href: null } => {
  if (visit === null) return { token: null, href: null };
  const token = linkToken(visit.purpose, visit.subjectId, visit.generation);
  return { token, href: linkTo(event, `/a/${token}`) };
};

/** A page of ours as a message links it: at the address people open, or at the one the request came by. */
export const linkTo = ({ origin }: Pick<EventEnvelope, "origin">, path: string): string =>
  `${env.APP_URL ?? origin ?? `http://localhost:${env.PORT}`}${path}`;

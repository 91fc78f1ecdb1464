import type { Logger } from "pino";
import type { Role } from "#/domain/permissions.ts";

/** Who acts: a member through the interface, or the product itself following an event. */
export type Actor =
  | {
      readonly kind: "member";
      readonly userId: string;
      readonly memberId: string;
      readonly role: Role;
      readonly name: string;
    }
  | { readonly kind: "system"; readonly name: string };

/** What every command carries: on whose behalf, within which tenant, and what ties its log lines together. */
export type Ctx = {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly correlationId: string;
  /** The request's own origin, for links in messages when APP_URL is unset. */
  readonly origin: string | null;
  /** Where the request came from; absent where no person's browser asked. */
  readonly from?: { readonly address: string | null; readonly userAgent: string | null };
  readonly log: Logger;
};

export const actorId = (actor: Actor): string | null => (actor.kind === "member" ? actor.memberId : null);

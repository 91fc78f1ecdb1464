/**
 * Every failure the product names, and the tRPC code it travels as. The one table of this kind:
 * a new failure is a line here, never a status chosen somewhere else.
 */
export const trpcCodeOf = {
  /** Absent, or another tenant's: the two are not told apart outside. */
  NOT_FOUND: "NOT_FOUND",
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  /** The trial or the subscription has ended: everything can be read, nothing changed. */
  READ_ONLY: "FORBIDDEN",
  INVALID_INPUT: "BAD_REQUEST",
  AMOUNT_TOO_LARGE: "BAD_REQUEST",
  /** `details.unmet` lists every condition. */
  PREREQUISITES_UNMET: "PRECONDITION_FAILED",
  /** `details.parts` lists what is short. */
  STOCK_SHORT: "CONFLICT",
  /** `details.free` lists the nearest free times. */
  SLOT_TAKEN: "CONFLICT",
  /** `details.parts` names what the branch has no price of. */
  NOT_STOCKED: "CONFLICT",
  TRANSITION_REFUSED: "CONFLICT",
  /** The row has changed since it was read; `details.current` is its version now. */
  STALE_VERSION: "CONFLICT",
  DUPLICATE: "CONFLICT",
  /** The idempotency key was used for something else. */
  KEY_REUSED: "CONFLICT",
  /** The same saga is being worked on elsewhere. */
  IN_PROGRESS: "CONFLICT",
  /** The outside has definitely said no. */
  REFUSED_OUTSIDE: "UNPROCESSABLE_CONTENT",
  /** The outside has not said yes or no; it is being asked. */
  OUTCOME_UNKNOWN: "CONFLICT",
  /** Others hold the same rows, still after the retries: nothing is wrong, so this is no failure of the server. */
  BUSY: "CONFLICT",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  TOO_MANY_REQUESTS: "TOO_MANY_REQUESTS",
  /** A worker whose lease ended tried to write on. */
  FENCED: "CONFLICT",
  INTERNAL: "INTERNAL_SERVER_ERROR",
} as const;

export type ErrorCode = keyof typeof trpcCodeOf;

export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The one error of the product: a code for programs, a sentence with a next step for people. */
export class ServiceException extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** The database refused or failed. */
export class RepositoryException extends ServiceException {}

/** What was asked cannot be done, and the sentence says what to change. */
export class ValidationException extends ServiceException {}

/** Outside one's tenant or rights; another tenant's row answers NOT_FOUND. */
export class TenantException extends ServiceException {}

/** A row that is absent, or another tenant's. `what` reads as in "This job card". */
export const notFound = (what: string): TenantException =>
  new TenantException("NOT_FOUND", `${what} is not here. Check the link, or search for it.`);

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === "string" && Object.hasOwn(trpcCodeOf, code);

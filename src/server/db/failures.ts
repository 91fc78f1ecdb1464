import { RepositoryException, ServiceException } from "#/domain/errors.ts";

/**
 * Nothing was changed, and the same work may succeed a moment later: also where somebody has taken the same time in this
 * very moment (23P01), since whoever looks again sees it and can say what else is free.
 */
const retryable = new Set(["40001", "40P01", "55P03", "23P01"]);

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/**
 * The SQLSTATE of a failure, from the places where Prisma 7 reports it: a raw statement's P2010 and a
 * model call's P2034/P2039 in `meta.driverAdapterError.cause`, the adapter's own error in `cause`, and
 * `pg`'s in `code`.
 */
export const sqlStateOf = (error: unknown): string | null => {
  const candidates = [
    field(field(field(field(error, "meta"), "driverAdapterError"), "cause"), "originalCode"),
    field(field(error, "cause"), "originalCode"),
    field(error, "originalCode"),
    field(error, "code"),
  ];
  const state = candidates.find(
    (code) => typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !/^P2\d{3}$/.test(code),
  );
  if (typeof state === "string") return state;
  // A deadlock or write conflict met by a model call may carry Prisma's code alone.
  return field(error, "code") === "P2034" ? "40P01" : null;
};

/** The constraint a statement ran into, when the database says. */
export const constraintOf = (error: unknown): string | null => {
  const cause = field(field(field(error, "meta"), "driverAdapterError"), "cause") ?? field(error, "cause");
  const named = field(field(cause, "constraint"), "index") ?? field(cause, "constraint") ?? field(error, "constraint");
  if (typeof named === "string") return named;
  const message = String(field(cause, "originalMessage") ?? field(error, "message") ?? "");
  return /constraint "([^"]+)"/.exec(message)?.[1] ?? null;
};

export const isRetryable = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  return state !== null && retryable.has(state);
};

const disconnectCodes = new Set([
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
]);

/** The server ended the session or the link broke: what the last statement did is not known from here. */
export const isDisconnect = (error: unknown): boolean => {
  if (error instanceof ServiceException) return false;
  const state = sqlStateOf(error);
  // 08 connection, 57P shutdown or kill, 25P03/25P04 limits that end the session.
  if (state !== null) return /^(08|57P|25P0[34])/.test(state);
  if (disconnectCodes.has(String(field(error, "code")))) return true;
  // A killed session reaches us as an error with no code at all.
  const message = `${String(field(error, "message") ?? "")} ${String(field(field(error, "cause"), "kind") ?? "")}`;
  return /connection (was )?(terminated|closed|error)|ConnectionClosed|not queryable|DatabaseNotReachable|SocketTimeout|trying to connect/i.test(
    message,
  );
};

/** A failure as the product names it. Ours pass unchanged; the database's become a sentence, with the cause kept. */
export const asServiceException = (error: unknown): ServiceException => {
  if (error instanceof ServiceException) return error;
  switch (sqlStateOf(error)) {
    case "40001":
    case "40P01":
    case "55P03":
      return new RepositoryException(
        "BUSY",
        "Someone else is changing the same records. Nothing was changed; try again.",
        {},
        error,
      );
    case "23P01":
      return new RepositoryException(
        "SLOT_TAKEN",
        "Somebody has just taken this time. Look at what is free now, and choose again.",
        { free: [] },
        error,
      );
    case "57014":
    case "25P03":
    case "25P04":
      return new RepositoryException(
        "BUSY",
        "This took too long and was stopped. Nothing was changed; try again.",
        {},
        error,
      );
    case "23505":
      return new RepositoryException(
        "DUPLICATE",
        "This is already there. Reload to see it.",
        { constraint: constraintOf(error) },
        error,
      );
    case "22003":
      return new RepositoryException(
        "AMOUNT_TOO_LARGE",
        "A number is too large to store. Check quantities and prices.",
        {},
        error,
      );
    case "22021":
    case "22P05":
      return new RepositoryException(
        "INVALID_INPUT",
        "The text holds a character that cannot be stored. Remove it.",
        {},
        error,
      );
    default:
      return isDisconnect(error)
        ? new RepositoryException(
            "UNAVAILABLE",
            "The database did not answer. Nothing was changed; try again in a moment.",
            {},
            error,
          )
        : new RepositoryException("INTERNAL", "Something on our side failed. Nothing was changed.", {}, error);
  }
};

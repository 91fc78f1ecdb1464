import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { type ErrorCode, type ErrorDetails, ServiceException, trpcCodeOf } from "#/domain/errors.ts";

/** What the browser learns about a failure beside its sentence. */
export type FailureData = {
  readonly code: TRPCError["code"];
  readonly httpStatus: number;
  readonly path: string | null;
  /** The product's own name of the failure. */
  readonly failure: ErrorCode;
  readonly details: ErrorDetails;
  /** Sentences by field ("lines.0.quantity") when the input was refused. */
  readonly fields: Readonly<Record<string, string>>;
  /** Finds the failure in the log. */
  readonly reference: string;
};

export type Failure = {
  readonly failure: ErrorCode;
  readonly trpcCode: TRPCError["code"];
  readonly sentence: string;
  readonly details: ErrorDetails;
  readonly fields: Readonly<Record<string, string>>;
  /** Nobody foresaw it: it is logged, and says nothing of its inside. */
  readonly unforeseen: boolean;
};

const ofTransport: Partial<Record<TRPCError["code"], readonly [ErrorCode, string]>> = {
  NOT_FOUND: ["NOT_FOUND", "This address does not exist. Reload the page."],
  METHOD_NOT_SUPPORTED: ["INVALID_INPUT", "This is asked in another way. Reload the page."],
  PARSE_ERROR: ["INVALID_INPUT", "The request could not be read. Reload the page."],
  BAD_REQUEST: ["INVALID_INPUT", "The request could not be read. Reload the page."],
  UNSUPPORTED_MEDIA_TYPE: ["INVALID_INPUT", "Only application/json is read here."],
  PAYLOAD_TOO_LARGE: ["INVALID_INPUT", "This is more than 1 MB. Send less at once."],
  TOO_MANY_REQUESTS: ["TOO_MANY_REQUESTS", "Too many requests from here. Wait a minute."],
};

const failure = (code: ErrorCode, sentence: string, rest: Partial<Failure> = {}): Failure => ({
  failure: code,
  trpcCode: trpcCodeOf[code],
  sentence,
  details: {},
  fields: {},
  unforeseen: false,
  ...rest,
});

/** The one place where an error becomes a code and a sentence for outside. */
export const failureOf = (error: TRPCError, correlationId: string): Failure => {
  const { cause } = error;
  if (cause instanceof ServiceException && cause.code !== "INTERNAL") {
    return failure(cause.code, cause.message, { details: cause.details });
  }
  // Output that does not fit its schema carries a ZodError too, but under INTERNAL_SERVER_ERROR: our fault, not the caller's.
  if (cause instanceof ZodError && error.code === "BAD_REQUEST") {
    const fields = Object.fromEntries(
      cause.issues.toReversed().map((issue) => [issue.path.map(String).join("."), issue.message]),
    );
    return failure("INVALID_INPUT", "Some fields cannot be used as they are.", { fields });
  }
  const known = error.code === "INTERNAL_SERVER_ERROR" ? undefined : ofTransport[error.code];
  if (known !== undefined) return failure(known[0], known[1], { trpcCode: error.code });
  return failure("INTERNAL", `Something on our side failed. Nothing was changed. Reference ${correlationId}.`, {
    unforeseen: true,
  });
};

/** The same failure as the error that tRPC takes its HTTP status from; the cause stays for the log. */
export const asTRPCError = (error: TRPCError, correlationId: string): TRPCError => {
  const { trpcCode, sentence } = failureOf(error, correlationId);
  return trpcCode === error.code && error.message === sentence
    ? error
    : new TRPCError({ code: trpcCode, message: sentence, cause: error.cause });
};

import { TRPCClientError } from "@trpc/client";
import type { ErrorCode, ErrorDetails } from "#/domain/errors.ts";
import type { AppRouter } from "#/server/api/root.ts";

export type ShownError = {
  /** What happened and what to do, to show as it is. */
  readonly sentence: string;
  /** Sentences by field ("lines.0.quantity") when the input was refused. */
  readonly fields: Readonly<Record<string, string>>;
  /** The product's name of the failure; null when the server was not reached. */
  readonly code: ErrorCode | null;
  readonly details: ErrorDetails;
  readonly reference: string | null;
};

const isOurs = (error: unknown): error is TRPCClientError<AppRouter> => error instanceof TRPCClientError;

const unreached: ShownError = {
  sentence: "Pitlane did not answer. What you typed is safe. Check the connection, then try again.",
  fields: {},
  code: null,
  details: {},
  reference: null,
};

/** A failed call as a person reads it; null when there is no error. */
export const errorOf = (error: unknown): ShownError | null => {
  if (error === null || error === undefined) return null;
  if (!isOurs(error) || !error.data) return unreached;
  const { failure, fields, details, reference } = error.data;
  return { sentence: error.message, fields, code: failure, details, reference };
};

/** Not reached, or busy for a moment: anything else would only fail the same way again. */
export const mayHelpToRepeat = (error: unknown): boolean => {
  const code = errorOf(error)?.code;
  return code === null || code === "BUSY" || code === "UNAVAILABLE";
};

export const isSignedOut = (error: unknown): boolean => errorOf(error)?.code === "UNAUTHENTICATED";

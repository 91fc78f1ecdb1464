/** A message was not taken. `permanent`: refused for good, so trying again changes nothing. The message is a sentence for people. */
export type SendError = Error & {
  readonly permanent: boolean;
  /** Whoever it is for has said that they want no more. */
  readonly unwanted: boolean;
};

export const sendError = (message: string, permanent: boolean, cause?: unknown, unwanted = false): SendError =>
  Object.assign(new Error(message, { cause }), { name: "SendError", permanent, unwanted });

export const isSendError = (error: unknown): error is SendError =>
  error instanceof Error && error.name === "SendError" && "permanent" in error;

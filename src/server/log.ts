import { type DestinationStream, type Logger, pino } from "pino";
import { env } from "#/env.ts";

const secretNames = [
  "password",
  "token",
  "secret",
  "authorization",
  "cookie",
  "set-cookie",
  "DATABASE_URL",
  "DATABASE_ADMIN_URL",
];

// Pino matches whole paths, so each depth at which an object is usually logged is named.
const redacted = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/** A logger that writes one JSON line for each entry; secrets, cookies and authorization never reach it. */
export const makeLog = (level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: { service: "pitlane" },
      redact: { paths: redacted, censor: "[redacted]" },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );

/** The process's own logger. Commands carry a child of it with tenant, actor and correlation id. */
export const log: Logger = makeLog(env.LOG_LEVEL);

import path from "node:path";
import { createEnv } from "@t3-oss/env-nextjs";
import { z } from "zod";
import { addressLimits } from "#/domain/booking-limits.ts";

// `next build` loads the modules of every page to read their configuration, with no database and no secrets about.
// Nothing of this reaches a server: the phase is only set while building.
const whileBuilding =
  process.env.NEXT_PHASE === "phase-production-build"
    ? {
        DATABASE_URL: "postgresql://nobody:nothing@127.0.0.1:1/none",
        AUTH_SECRET: "while building, nothing is signed",
        LINK_SECRET: "while building, nothing is signed",
        ENCRYPTION_KEY: "while building, nothing is sealed",
        RUNNER_SIGNING_KEY: `signkey-build-${"0".repeat(64)}`,
        SMTP_URL: "smtp://127.0.0.1:1",
      }
    : {};

const secret = z.string().min(32);
const flag = z.enum(["0", "1", "false", "true"]).transform((value) => value === "1" || value === "true");

/**
 * The environment, read once at run time; no other file of src reads it. `npm start` fills what a person left out and
 * has checked that groups are whole (`domain/environment.ts`) before it gets here.
 */
export const env = createEnv({
  server: {
    NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
    /** PostgreSQL as the application's role. The owner's URL (DATABASE_ADMIN_URL) never reaches this process. */
    DATABASE_URL: z.string().min(1),
    AUTH_SECRET: secret,
    /** Key of the link tokens. */
    LINK_SECRET: secret,
    /** What seals secrets that lie in the database; to change it, the old one moves to ENCRYPTION_KEYS_FORMER. */
    ENCRYPTION_KEY: secret,
    /** Keys that sealed what is not sealed anew yet, with commas between them. */
    ENCRYPTION_KEYS_FORMER: z
      .string()
      .default("")
      .transform((keys) => keys.split(",").filter((key) => key !== "")),
    /** Whether webhooks may go to this machine and private networks, and in the clear: for development. */
    CONNECTIONS_ALLOW_PRIVATE: flag.default(false),
    /** What the embedded runner and /api/inngest sign with when Inngest's own keys are absent. */
    RUNNER_SIGNING_KEY: z.string().min(1),
    /** Connections this process keeps to the database. */
    DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(20),
    /** The address that people open; absent: the request's own host is an accepted origin. */
    APP_URL: z
      .url()
      .transform((url) => url.replace(/\/+$/, ""))
      .optional(),
    SMTP_URL: z.string().min(1),
    /** Folder of the loopback mailbox; absent when mail goes to a real server, and then there is no /dev/mailbox. */
    MAILBOX_DIR: z.string().optional(),
    /** Folder of the texts that are kept instead of sent; absent when TWILIO_* is set. */
    TEXTS_DIR: z.string().optional(),
    TWILIO_ACCOUNT_SID: z.string().optional(),
    TWILIO_AUTH_TOKEN: z.string().optional(),
    /** The number, name or messaging service that texts come from. */
    TWILIO_FROM: z.string().optional(),
    TWILIO_API_BASE: z.url().optional(),
    /** The verification key of SendGrid's signed event webhook, where mails go through its relay. */
    SENDGRID_WEBHOOK_KEY: z.string().optional(),
    STRIPE_SECRET_KEY: z.string().optional(),
    STRIPE_PUBLISHABLE_KEY: z.string().optional(),
    STRIPE_WEBHOOK_SECRET: z.string().optional(),
    STRIPE_API_BASE: z.url().optional(),
    /** Address of the sandbox gateway, which `npm start` runs unless STRIPE_* is set; its keys are made once. */
    SANDBOX_URL: z.url().optional(),
    SANDBOX_SECRET_KEY: z.string().optional(),
    SANDBOX_PUBLISHABLE_KEY: z.string().optional(),
    SANDBOX_WEBHOOK_SECRET: z.string().optional(),
    /** The application that this installation is at Xero (developer.xero.com). */
    XERO_CLIENT_ID: z.string().optional(),
    XERO_CLIENT_SECRET: z.string().optional(),
    XERO_API_BASE: z.url().default("https://api.xero.com"),
    XERO_LOGIN_BASE: z.url().default("https://login.xero.com"),
    XERO_IDENTITY_BASE: z.url().default("https://identity.xero.com"),
    /** The application that this installation is at Intuit (developer.intuit.com). */
    QUICKBOOKS_CLIENT_ID: z.string().optional(),
    QUICKBOOKS_CLIENT_SECRET: z.string().optional(),
    QUICKBOOKS_API_BASE: z.url().default("https://quickbooks.api.intuit.com"),
    QUICKBOOKS_LOGIN_BASE: z.url().default("https://appcenter.intuit.com"),
    QUICKBOOKS_TOKEN_BASE: z.url().default("https://oauth.platform.intuit.com"),
    QUICKBOOKS_REVOKE_BASE: z.url().default("https://developer.api.intuit.com"),
    /** Where HubSpot is asked; a workshop connects with a token of its own. */
    HUBSPOT_API_BASE: z.url().default("https://api.hubapi.com"),
    /** Folder for files and state, absolute. */
    DATA_DIR: z
      .string()
      .default(".data")
      .transform((folder) => path.resolve(folder)),
    HOST: z.string().default("127.0.0.1"),
    PORT: z.coerce.number().int().default(3000),
    /** Whether X-Forwarded-* of the caller is believed. */
    TRUST_PROXY: flag.default(false),
    /** Sign-in attempts one address may make in a minute. */
    SIGN_IN_PER_MINUTE: z.coerce.number().int().positive().default(5),
    /** Attempts to sign up a workshop that one address may make in an hour. */
    SIGN_UPS_PER_HOUR: z.coerce.number().int().positive().default(10),
    /** Bookings and requests that one client address may send in an hour. */
    BOOKINGS_PER_HOUR: z.coerce.number().int().positive().default(addressLimits.bookingsPerHour),
    /** Holds that one client address may take in an hour. */
    HOLDS_PER_HOUR: z.coerce.number().int().positive().default(addressLimits.holdsPerHour),
    /** Attempts to pay by card that one client address may make in an hour, and that one invoice bears. */
    PAYMENTS_PER_HOUR: z.coerce.number().int().positive().default(30),
    /** Whether relay, sweep, sealer and embedded runner run in this process. */
    WORKERS: flag.default(true),
    /** A collector of traces (OTLP over HTTP), such as http://127.0.0.1:4318; absent: nothing is traced. */
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
    /** What a scraper of /api/metrics brings; absent: there is no such address. */
    METRICS_TOKEN: z.string().min(16).optional(),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    INNGEST_EVENT_KEY: z.string().optional(),
    INNGEST_SIGNING_KEY: z.string().optional(),
    INNGEST_BASE_URL: z.url().optional(),
    /** Address of Inngest's dev server; 0 is none. */
    INNGEST_DEV: z
      .url()
      .or(z.literal("0").transform(() => undefined))
      .optional(),
  },
  experimental__runtimeEnv: whileBuilding,
  emptyStringAsUndefined: true,
  onValidationError: (issues) => {
    const reasons = issues.map((issue) => `${issue.path?.join(".") ?? "the environment"}: ${issue.message}`);
    throw new Error(`Pitlane cannot run in this environment (${reasons.join("; ")}). Start it with npm start.`);
  },
});

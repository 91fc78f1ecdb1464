import { createPublicKey } from "node:crypto";

/** What the environment may say. A group that is absent selects its embedded default; one that is set in part stops the start. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Group = { all: readonly string[]; alone?: readonly string[]; selects: string };

/** `all` come together or not at all; one of `alone` makes no sense without them. */
const groups: readonly Group[] = [
  { all: ["DATABASE_URL", "DATABASE_ADMIN_URL"], selects: "the embedded PostgreSQL" },
  {
    all: ["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"],
    alone: ["STRIPE_API_BASE"],
    selects: "the sandbox gateway",
  },
  {
    all: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"],
    alone: ["TWILIO_API_BASE"],
    selects: "text messages kept in the mailbox",
  },
  {
    all: ["S3_BUCKET", "S3_REGION", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"],
    alone: ["S3_ENDPOINT"],
    selects: "files kept in the data folder",
  },
  {
    all: ["XERO_CLIENT_ID", "XERO_CLIENT_SECRET"],
    alone: ["XERO_API_BASE", "XERO_LOGIN_BASE", "XERO_IDENTITY_BASE"],
    selects: "no connection to Xero",
  },
  {
    all: ["QUICKBOOKS_CLIENT_ID", "QUICKBOOKS_CLIENT_SECRET"],
    alone: ["QUICKBOOKS_API_BASE", "QUICKBOOKS_LOGIN_BASE", "QUICKBOOKS_TOKEN_BASE", "QUICKBOOKS_REVOKE_BASE"],
    selects: "no connection to QuickBooks",
  },
  {
    all: ["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"],
    alone: ["INNGEST_BASE_URL"],
    selects: "the embedded runner",
  },
];

const listed = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

const are = (names: readonly string[]) => (names.length === 1 ? "is" : "are");

function incomplete(given: Environment): string[] {
  return groups.flatMap(({ all, alone = [], selects }) => {
    const present = [...all, ...alone].filter((name) => given[name]);
    const missing = all.filter((name) => !given[name]);
    if (present.length === 0 || missing.length === 0) return [];
    return `${listed(present)} ${are(present)} set, but ${listed(missing)} ${are(missing)} missing: set ${all.length === 2 ? "both" : `all ${all.length}`}, or none of them for ${selects}.`;
  });
}

const url = (text: string) => (URL.canParse(text) ? new URL(text) : null);

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

const isPublicKey = (base64: string): boolean => {
  try {
    return (
      createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" }).asymmetricKeyType === "ec"
    );
  } catch {
    // Cut off, mistyped, or something else.
    return false;
  }
};

function malformed(given: Environment): string[] {
  const problems: string[] = [];
  for (const name of ["DATABASE_URL", "DATABASE_ADMIN_URL"]) {
    const text = given[name];
    if (text && !/^postgres(ql)?:$/.test(url(text)?.protocol ?? "")) {
      problems.push(`${name} must be a URL such as postgresql://user:password@host:5432/database.`);
    }
  }
  const address = given.APP_URL;
  if (address && !/^https?:$/.test(url(address)?.protocol ?? "")) {
    problems.push("APP_URL must be the address that people open, such as https://garage.example.");
  }
  if (given.SMTP_URL && !/^smtps?:$/.test(url(given.SMTP_URL)?.protocol ?? "")) {
    problems.push("SMTP_URL must be a URL such as smtps://user:password@mail.example:465.");
  }
  if (given.AUTH_SECRET && given.AUTH_SECRET.length < 32) {
    problems.push("AUTH_SECRET must have at least 32 characters.");
  }
  if (given.SENDGRID_WEBHOOK_KEY && !isPublicKey(given.SENDGRID_WEBHOOK_KEY)) {
    problems.push(
      "SENDGRID_WEBHOOK_KEY must be the verification key that SendGrid shows beside its signed event webhook: base64, beginning with MFkw.",
    );
  }
  const collector = given.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (collector && !/^https?:$/.test(url(collector)?.protocol ?? "")) {
    problems.push("OTEL_EXPORTER_OTLP_ENDPOINT must be the address of a collector, such as http://127.0.0.1:4318.");
  }
  if (given.METRICS_TOKEN && given.METRICS_TOKEN.length < 16) {
    problems.push("METRICS_TOKEN must have at least 16 characters.");
  }
  if (given.PORT && !(/^\d{1,5}$/.test(given.PORT) && Number(given.PORT) >= 1 && Number(given.PORT) <= 65_535)) {
    problems.push(`PORT must be a number from 1 to 65535, not ${given.PORT}.`);
  }
  return problems;
}

/** A login travels with each call to these: in the clear it may not leave this machine. */
const apiBases = {
  TWILIO_API_BASE: "https://api.dublin.ie1.twilio.com",
  STRIPE_API_BASE: "https://api.stripe.com",
  XERO_API_BASE: "https://api.xero.com",
  XERO_LOGIN_BASE: "https://login.xero.com",
  XERO_IDENTITY_BASE: "https://identity.xero.com",
  QUICKBOOKS_API_BASE: "https://quickbooks.api.intuit.com",
  QUICKBOOKS_LOGIN_BASE: "https://appcenter.intuit.com",
  QUICKBOOKS_TOKEN_BASE: "https://oauth.platform.intuit.com",
  QUICKBOOKS_REVOKE_BASE: "https://developer.api.intuit.com",
  HUBSPOT_API_BASE: "https://api.hubapi.com",
} as const;

function unsafeBases(given: Environment): string[] {
  return Object.entries(apiBases).flatMap(([name, example]) => {
    const text = given[name];
    const base = url(text ?? "");
    if (!text || base?.protocol === "https:") return [];
    if (base?.protocol === "http:" && loopback.has(base.hostname)) return [];
    return `${name} must be an https address, such as ${example}.`;
  });
}

function unsafe(given: Environment): string[] {
  // Inngest's own pages tell people who run its server themselves to set it to 0.
  if (!given.INNGEST_DEV || given.INNGEST_DEV === "0") return [];
  const server = url(given.INNGEST_DEV);
  if (!server) return ["INNGEST_DEV must be the address of Inngest's dev server, such as http://127.0.0.1:8288."];
  if (given.NODE_ENV === "production" && !loopback.has(server.hostname)) {
    return [
      `INNGEST_DEV points to ${server.hostname}: a dev server does not sign its calls, so in production it must be on this machine.`,
    ];
  }
  return [];
}

/**
 * What is wrong with an environment as a person gave it, a sentence each; empty when it can be started with.
 * @param given the variables as given, before an embedded default fills in anything
 */
export function environmentProblems(given: Environment): string[] {
  const problems = [...incomplete(given), ...malformed(given), ...unsafe(given), ...unsafeBases(given)];
  if (given.DATABASE_URL) {
    const missing = ["AUTH_SECRET", "APP_URL"].filter((name) => !given[name]);
    if (missing.length > 0) {
      problems.push(`With DATABASE_URL set, ${listed(missing)} ${are(missing)} required too.`);
    }
  }
  return problems;
}

import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { environmentProblems } from "./environment.ts";

const database = { DATABASE_URL: "postgresql://a:b@h/d", DATABASE_ADMIN_URL: "postgresql://c:d@h/d" };
const whole = { ...database, AUTH_SECRET: "x".repeat(32), APP_URL: "https://garage.example" };

const stripe = { STRIPE_SECRET_KEY: "sk", STRIPE_PUBLISHABLE_KEY: "pk", STRIPE_WEBHOOK_SECRET: "whsec" };

const sendGridKey = () =>
  generateKeyPairSync("ec", { namedCurve: "prime256v1" })
    .publicKey.export({ format: "der", type: "spki" })
    .toString("base64");

describe("environmentProblems", () => {
  test("an empty environment and a whole one have none", () => {
    expect(environmentProblems({})).toEqual([]);
    expect(environmentProblems(whole)).toEqual([]);
    expect(environmentProblems({ ...whole, SENDGRID_WEBHOOK_KEY: sendGridKey() })).toEqual([]);
    expect(environmentProblems({ PORT: "3000", NODE_ENV: "production", SMTP_URL: "smtp://127.0.0.1:25" })).toEqual([]);
  });

  test.each([
    [{ DATABASE_ADMIN_URL: database.DATABASE_ADMIN_URL }, "DATABASE_URL is missing"],
    [{ ...whole, DATABASE_ADMIN_URL: "" }, "DATABASE_ADMIN_URL is missing"],
    [{ ...whole, AUTH_SECRET: undefined }, "AUTH_SECRET is required too"],
    [{ ...database }, "AUTH_SECRET and APP_URL are required too"],
    [{ STRIPE_SECRET_KEY: "sk" }, "STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET are missing: set all 3"],
    [{ STRIPE_API_BASE: "http://127.0.0.1" }, "STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET"],
    [{ TWILIO_FROM: "+44" }, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are missing"],
    [{ TWILIO_API_BASE: "https://a" }, "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are missing: set all 3"],
    [
      { TWILIO_ACCOUNT_SID: "A", TWILIO_AUTH_TOKEN: "t", TWILIO_FROM: "+44", TWILIO_API_BASE: "http://10.0.0.7" },
      "must be an https address",
    ],
    [{ ...stripe, STRIPE_API_BASE: "http://10.0.0.7" }, "STRIPE_API_BASE must be an https address"],
    [{ ...stripe, STRIPE_API_BASE: "api.stripe.com" }, "STRIPE_API_BASE must be an https address"],
    [{ S3_BUCKET: "b", S3_REGION: "r", S3_ACCESS_KEY_ID: "k" }, "S3_SECRET_ACCESS_KEY is missing: set all 4"],
    [{ INNGEST_BASE_URL: "http://127.0.0.1" }, "INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY are missing: set both"],
    [{ INNGEST_EVENT_KEY: "k" }, "INNGEST_SIGNING_KEY is missing"],
    [{ INNGEST_DEV: "http://10.0.0.7:8288", NODE_ENV: "production" }, "must be on this machine"],
    [{ INNGEST_DEV: "1" }, "must be the address"],
    [{ ...whole, DATABASE_URL: "mysql://h/d" }, "DATABASE_URL must be a URL"],
    [{ APP_URL: "garage.example" }, "APP_URL must be the address"],
    [{ AUTH_SECRET: "short" }, "at least 32 characters"],
    [{ PORT: "99999" }, "PORT must be a number"],
    [{ SMTP_URL: "mail.example" }, "SMTP_URL must be a URL"],
    [{ SENDGRID_WEBHOOK_KEY: "SG.something-else" }, "must be the verification key"],
    [{ SENDGRID_WEBHOOK_KEY: sendGridKey().slice(0, -9) }, "must be the verification key"],
  ])("%o is refused in one sentence", (given, sentence) => {
    const problems = environmentProblems(given);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
    expect(problems[0]).toMatch(/\.$/);
  });

  test.each(["https://api.stripe.com", "http://127.0.0.1:12111", "http://localhost:12111", "http://[::1]:12111"])(
    "Stripe may be asked at %s",
    (STRIPE_API_BASE) => expect(environmentProblems({ ...stripe, STRIPE_API_BASE })).toEqual([]),
  );

  test("INNGEST_DEV=0, as Inngest's pages have it for a server of one's own, is no dev server", () => {
    expect(environmentProblems({ INNGEST_DEV: "0", NODE_ENV: "production" })).toEqual([]);
  });

  test("a dev server on this machine is allowed in production", () => {
    expect(environmentProblems({ INNGEST_DEV: "http://127.0.0.1:8288", NODE_ENV: "production" })).toEqual([]);
  });
});

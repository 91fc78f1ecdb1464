import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The secrets made once for an instance; one that the environment gives is used instead and never written down. */
const secrets = {
  AUTH_SECRET: () => randomBytes(32).toString("base64url"),
  LINK_SECRET: () => randomBytes(32).toString("base64url"),
  // Seals secrets that lie in the database; a comma would end it in ENCRYPTION_KEYS_FORMER.
  ENCRYPTION_KEY: () => randomBytes(32).toString("base64url"),
  // Inngest signs with the hexadecimal digits that follow the prefix.
  RUNNER_SIGNING_KEY: () => `signkey-prod-${randomBytes(32).toString("hex")}`,
  // Of the sandbox gateway, in Stripe's form; its publishable key is public, but as lasting as the others.
  SANDBOX_SECRET_KEY: () => `sk_test_${randomBytes(24).toString("hex")}`,
  SANDBOX_PUBLISHABLE_KEY: () => `pk_test_${randomBytes(24).toString("hex")}`,
  SANDBOX_WEBHOOK_SECRET: () => `whsec_${randomBytes(32).toString("hex")}`,
};

/**
 * Reads `KEY=value` lines of the data folder's `env`; an absent file is empty.
 * @param {string} directory
 * @returns {Record<string, string>}
 */
export function readEnvFile(directory) {
  const file = path.join(directory, "env");
  if (!existsSync(file)) return {};
  /** @type {Record<string, string>} */
  const values = {};
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const at = line.indexOf("=");
    if (at > 0 && !line.startsWith("#")) values[line.slice(0, at)] = line.slice(at + 1);
  }
  return values;
}

/**
 * Adds or replaces values in the data folder's `env`, in one step and readable by its owner alone.
 * @param {string} directory
 * @param {Record<string, string>} changes
 * @returns {Record<string, string>} all values
 */
export function updateEnvFile(directory, changes) {
  const values = { ...readEnvFile(directory), ...changes };
  const file = path.join(directory, "env");
  const draft = `${file}.${process.pid}`;
  const lines = Object.keys(values).map((key) => `${key}=${values[key]}\n`);
  writeFileSync(draft, lines.join(""), { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
  return values;
}

/**
 * Makes each secret that neither the environment nor the file gives.
 * @param {string} directory
 * @param {Record<string, string | undefined>} [environment]
 * @returns {Record<string, string>} all secrets in force
 */
export function ensureSecrets(directory, environment = process.env) {
  const known = readEnvFile(directory);
  const made = {};
  const inForce = {};
  for (const [key, make] of Object.entries(secrets)) {
    const given = environment[key] || known[key];
    if (!given) made[key] = make();
    inForce[key] = given || made[key];
  }
  if (Object.keys(made).length > 0) updateEnvFile(directory, made);
  return inForce;
}

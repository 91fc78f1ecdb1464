import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { endLeftPostgres } from "../../scripts/lib/postgres.mjs";
import { freePort } from "../../scripts/lib/processes.mjs";

export const folderPrefix = "pitlane-e2e-";

/** A data folder of its own under the system's temporary folder. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), folderPrefix));
  // Passable, not readable: as root the database runs as the user postgres.
  chmodSync(folder, 0o711);
  return folder;
}

/** Ends what was left running in a data folder and removes it. */
export async function removeFolder(folder: string): Promise<void> {
  await endLeftPostgres(folder, { andItsData: true });
  rmSync(folder, { recursive: true, force: true });
}

export type Instance = {
  readonly url: string;
  readonly process: ChildProcess;
  /** Milliseconds from the command to the line that names the address. */
  readonly startedIn: number;
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
};

/** What a person's shell or another instance says to Pitlane is not for this one. */
const foreign = [
  "DATABASE_URL",
  "DATABASE_ADMIN_URL",
  "SMTP_URL",
  "APP_URL",
  "HOST",
  "WORKERS",
  "TWILIO_ACCOUNT_SID",
  "STRIPE_SECRET_KEY",
  "STRIPE_PUBLISHABLE_KEY",
  "STRIPE_WEBHOOK_SECRET",
  "STRIPE_API_BASE",
  "XERO_CLIENT_ID",
  "XERO_CLIENT_SECRET",
  "QUICKBOOKS_CLIENT_ID",
  "QUICKBOOKS_CLIENT_SECRET",
];

/** The application of this installation at a Xero of our own; none where there is no such. */
const xeroAt = (url: string | undefined): Record<string, string> =>
  url === undefined
    ? {}
    : {
        XERO_CLIENT_ID: "client",
        XERO_CLIENT_SECRET: "secret",
        XERO_API_BASE: url,
        XERO_LOGIN_BASE: url,
        XERO_IDENTITY_BASE: url,
      };

/** Starts `npm start`'s command in a data folder; `group` puts it in a process group of its own, led by it. */
export async function launch(folder: string, { group = false, port = 0 } = {}): Promise<Instance> {
  const chosen = String(port || (await freePort()));
  const kept = Object.entries(process.env).filter(([name]) => !foreign.includes(name));
  const began = Date.now();
  const child = spawn(process.execPath, [path.join(root, "scripts/start.mjs")], {
    cwd: root,
    env: {
      ...Object.fromEntries(kept),
      NODE_ENV: "production",
      LOG_LEVEL: "warn",
      DATA_DIR: folder,
      PORT: chosen,
      // Every test signs in from this one address.
      SIGN_IN_PER_MINUTE: "1000",
      SIGN_UPS_PER_HOUR: "100000",
      BOOKINGS_PER_HOUR: "100000",
      HOLDS_PER_HOUR: "100000",
      PAYMENTS_PER_HOUR: "100000",
      // Whoever is called stands on this machine.
      CONNECTIONS_ALLOW_PRIVATE: "1",
      ...xeroAt(process.env.E2E_XERO_URL),
      // No test speaks to the real one.
      HUBSPOT_API_BASE: process.env.E2E_HUBSPOT_URL ?? "http://127.0.0.1:1",
    },
    detached: group,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await new Promise<void>((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Pitlane is running at")) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => reject(new Error(`The instance did not start:\n${output}`)));
  });
  return { url: `http://localhost:${chosen}`, process: child, startedIn: Date.now() - began, ended };
}

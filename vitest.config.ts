import path from "node:path";
import { defineConfig } from "vitest/config";

const folder = import.meta.dirname;
const secret = "a secret for tests alone, as long as it must be";
const environment = {
  AUTH_SECRET: secret,
  LINK_SECRET: secret,
  ENCRYPTION_KEY: secret.replaceAll(",", ""),
  RUNNER_SIGNING_KEY: `signkey-test-${"0".repeat(64)}`,
  // A test that sends mail starts a mailbox of its own.
  SMTP_URL: "smtp://127.0.0.1:1",
  // Doors are knocked at often, and from one address.
  // Whoever is called stands on this machine.
  CONNECTIONS_ALLOW_PRIVATE: "1",
  // Nothing listens there: a test that goes to the books starts them itself.
  XERO_CLIENT_ID: "client",
  XERO_CLIENT_SECRET: "secret",
  XERO_API_BASE: "http://127.0.0.1:9",
  XERO_LOGIN_BASE: "http://127.0.0.1:9",
  XERO_IDENTITY_BASE: "http://127.0.0.1:9",
  SIGN_UPS_PER_HOUR: "100000",
  BOOKINGS_PER_HOUR: "100000",
  HOLDS_PER_HOUR: "100000",
  WORKERS: "0",
  LOG_LEVEL: "silent",
};

// The aliases are those of package.json's "imports" and tsconfig.json; `server-only` throws outside Next's bundles.
const resolve = {
  alias: [
    { find: /^#\//, replacement: `${path.join(folder, "src")}/` },
    { find: "server-only", replacement: path.join(folder, "tests/harness/server-only.ts") },
  ],
};

export default defineConfig({
  test: {
    // Two cores, and each integration worker has a database and a pool of its own.
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          include: [
            "src/**/*.test.ts",
            "src/**/*.test.tsx",
            "tests/**/*.test.ts",
            "scripts/**/*.test.ts",
            "prisma/**/*.test.ts",
          ],
          // Nothing listens there: a unit test that needs a database is an integration test.
          env: { ...environment, DATABASE_URL: "postgresql://nobody:nothing@127.0.0.1:1/none" },
        },
      },
      {
        resolve,
        test: {
          name: "integration",
          include: ["src/**/*.itest.ts", "tests/**/*.itest.ts", "prisma/**/*.itest.ts"],
          globalSetup: "tests/harness/server.ts",
          setupFiles: "tests/harness/file.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env: environment,
        },
      },
    ],
  },
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { freePort } from "../../scripts/lib/processes.mjs";
import { runCommand } from "./command.ts";

const folder = mkdtempSync(path.join(tmpdir(), "pitlane-refusals-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DATA_DIR = path.join(folder, "data");
const url = process.env.DATABASE_URL ?? "";
const adminUrl = process.env.DATABASE_ADMIN_URL ?? "";
const whole = { APP_URL: "http://localhost:3999", AUTH_SECRET: "x".repeat(32) };

const elsewhere = (change: (address: URL) => void) => {
  const address = new URL(url);
  change(address);
  return address.href;
};

async function refused(environment: Record<string, string>): Promise<string> {
  const port = environment.PORT ?? String(await freePort());
  const { code, errors } = await runCommand("start.mjs", { DATA_DIR, ...environment, PORT: port });
  expect(code).toBe(1);
  expect(errors).not.toMatch(/\n\s+at /);
  return errors.trim();
}

describe("npm start refuses with one sentence, exit code 1 and no stack", () => {
  test.each([
    ["half a database", { DATABASE_ADMIN_URL: adminUrl }, "DATABASE_URL is missing"],
    ["a database alone", { DATABASE_URL: url, DATABASE_ADMIN_URL: adminUrl }, "AUTH_SECRET and APP_URL are required"],
    [
      "half of Stripe",
      { STRIPE_SECRET_KEY: "sk_test" },
      "STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET are missing",
    ],
    ["half of Inngest", { INNGEST_BASE_URL: "http://127.0.0.1:8288" }, "INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY"],
    ["a dev server far away", { INNGEST_DEV: "http://dev.example:8288" }, "in production it must be on this machine"],
    ["no port", { PORT: "eighty" }, "PORT must be a number"],
  ])("%s", async (_name, environment, sentence) => {
    const said = await refused(environment);
    expect(said).toContain(sentence);
    expect(said.split("\n")).toHaveLength(1);
  });

  test("a port in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    expect(await refused({ PORT: String(port) })).toContain(`Port ${port} is in use`);
    await new Promise((resolve) => server.close(resolve));
  });

  test("a folder that cannot be written", async () => {
    // Below a file nobody can make a folder, not even root.
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    expect(await refused({ DATA_DIR: path.join(file, "data") })).toContain("Pitlane cannot write to");
  });

  test("a database that nobody listens at", async () => {
    const port = String(await freePort());
    const away = elsewhere((address) => {
      address.port = port;
    });
    const said = await refused({ ...whole, DATABASE_URL: away, DATABASE_ADMIN_URL: adminUrl });
    expect(said).toContain(`DATABASE_URL cannot be reached at 127.0.0.1:${port}`);
    expect(said).toContain("nothing listens there");
    expect(said).not.toContain(new URL(url).password);
  });

  test("a password that is refused", async () => {
    const wrong = elsewhere((address) => {
      address.password = "wrong";
    });
    expect(await refused({ ...whole, DATABASE_URL: wrong, DATABASE_ADMIN_URL: adminUrl })).toContain(
      "the password is refused",
    );
  });

  test("a login that row level security does not hold", async () => {
    expect(await refused({ ...whole, DATABASE_URL: adminUrl, DATABASE_ADMIN_URL: adminUrl })).toContain(
      "passes by row level security",
    );
  });
});

test("verify:invariants says what to do where there is no database yet", async () => {
  const { code, errors } = await runCommand("verify-invariants.mjs", { DATA_DIR: path.join(folder, "none") });
  expect(code).toBe(1);
  expect(errors.trim()).toBe("There is no database yet: run npm start once, or set DATABASE_ADMIN_URL.");
});

test("verify:invariants prints twelve lines for the database given", async () => {
  const { code, output } = await runCommand("verify-invariants.mjs", { DATABASE_ADMIN_URL: adminUrl });
  expect(output.trim().split("\n")).toHaveLength(12);
  expect(output).toMatch(/^I1 held/m);
  expect(output).toMatch(/^I12 held/m);
  expect(code).toBe(0);
});

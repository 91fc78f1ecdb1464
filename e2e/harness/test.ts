import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import pg from "pg";
import { type BuiltTenant, buildTenant, demoPassword } from "../../prisma/seed/builders.ts";
import { readEnvFile } from "../../scripts/lib/env-file.mjs";
import { verifyInvariants } from "../../src/server/invariants/verify.ts";

export { demoPassword, expect };

export type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;
/** A browser of its own for a member, signed in through the API. */
export type SignedIn = (email: string, options?: BrowserContextOptions) => Promise<Page>;

/** The administrator's address of the instance's database: builders and `verify:invariants` use it, as a person would. */
export function adminUrl(): string {
  const folder = process.env.E2E_DATA_DIR;
  const url = folder && readEnvFile(folder).DATABASE_ADMIN_URL;
  if (!url) throw new Error("E2E_DATA_DIR has to name the data folder of the instance at E2E_URL.");
  return url;
}

/** Fails, naming rows, when an invariant does not hold in the instance's database. */
export async function expectInvariantsHold(): Promise<void> {
  const results = await verifyInvariants(adminUrl());
  expect(results.filter(({ state }) => state === "broken")).toEqual([]);
}

/** What a page complained about: an error thrown or logged, and each breach of the content security policy. */
function listen(context: BrowserContext, complaints: string[]): void {
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error().stack}`));
  context.on("console", (message) => {
    // An answer of 404 or 409 is what a test of a refusal asks for; the browser logs it for every failed request.
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
    // The frame of a mail runs no scripts, the ones by which a test looks into it included.
    if (message.text().startsWith("Blocked script execution in 'about:srcdoc'")) return;
    complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
}

async function sessionOf(browser: Browser, baseURL: string, email: string): Promise<StorageState> {
  const context = await browser.newContext({ baseURL });
  try {
    const answer = await context.request.post("/api/auth/sign-in/email", {
      data: { email, password: demoPassword },
      headers: { origin: baseURL },
    });
    if (!answer.ok()) throw new Error(`${email} was not signed in: ${answer.status()} ${await answer.text()}`);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

type TestFixtures = {
  complaints: string[];
  signedIn: SignedIn;
  /** A tenant of this test alone, without cards and parts: what tests do in one never meets what they do in another. */
  garage: BuiltTenant;
};
type WorkerFixtures = { admin: pg.Pool; sessions: Map<string, StorageState> };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  admin: [
    async ({ browserName: _ }, use) => {
      const pool = new pg.Pool({ connectionString: adminUrl(), max: 4 });
      await use(pool);
      await pool.end();
    },
    { scope: "worker" },
  ],
  sessions: [async ({ browserName: _ }, use) => use(new Map()), { scope: "worker" }],
  /** No page of any test may log an error. */
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      if (complaints.length > 0) throw new Error(`Pages complained:\n${complaints.join("\n")}`);
    },
    { auto: true },
  ],
  garage: async ({ admin }, use) => use(await buildTenant(admin)),
  signedIn: async ({ browser, baseURL, complaints, sessions }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (email, options = {}) => {
      const storageState = sessions.get(email) ?? (await sessionOf(browser, baseURL ?? "", email));
      sessions.set(email, storageState);
      const context = await browser.newContext({ baseURL, storageState, ...options });
      contexts.push(context);
      listen(context, complaints);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

import pg from "pg";
import { handleAuth } from "#/server/http/auth.ts";
import { type BuiltTenant, buildTenant } from "../../prisma/seed/build-tenant.ts";

export const testOrigin = "http://localhost:3000";
export const demoPassword = "pitlane-demo";

/** A tenant of this file's database, written past row level security. */
export async function newTenant(options: Parameters<typeof buildTenant>[1] = {}): Promise<BuiltTenant> {
  return await asAdmin((client) => buildTenant(client, options));
}

/** Runs statements as the administrator of this file's database. */
export async function asAdmin<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_ADMIN_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A same-origin JSON request, as a page of ours sends it. */
export const jsonRequest = (path: string, body: unknown, headers: Record<string, string> = {}): Request =>
  new Request(`${testOrigin}${path}`, {
    method: "POST",
    headers: {
      host: "localhost:3000",
      origin: testOrigin,
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

let addresses = 0;
/** An address nobody else in this file uses, so that the limit on attempts counts for one test alone. */
export const freshAddress = (): string => {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`;
};

export const attemptSignIn = (
  email: string,
  password = demoPassword,
  address = freshAddress(),
  headers: Record<string, string> = {},
): Promise<Response> =>
  handleAuth(jsonRequest("/api/auth/sign-in/email", { email, password }, { "x-forwarded-for": address, ...headers }));

/** Signs in through the door itself; returns the Cookie header. */
export async function signIn(email: string, password = demoPassword): Promise<string> {
  const response = await attemptSignIn(email, password);
  if (!response.ok) throw new Error(`${email} could not sign in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

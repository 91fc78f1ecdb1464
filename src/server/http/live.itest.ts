import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase } from "#/server/db/client.ts";
import { notifyChanges } from "#/server/db/live.ts";
import { openLive } from "#/server/http/live.ts";
import { closeLiveHub } from "#/server/http/live-hub.ts";
import type { BuiltTenant } from "../../../prisma/seed/build-tenant.ts";
import { asAdmin, newTenant, signIn, testOrigin } from "../../../tests/harness/people.ts";

const leaving = new AbortController();
afterAll(async () => {
  leaving.abort();
  await closeLiveHub();
  await closeDatabase();
});

let [here, there]: BuiltTenant[] = [];
beforeAll(async () => {
  [here, there] = [await newTenant(), await newTenant()];
});
const known = (tenant: BuiltTenant | undefined): BuiltTenant => {
  if (tenant === undefined) throw new Error("No tenant was built.");
  return tenant;
};

type Times = Parameters<typeof openLive>[1];

/** Opens a stream; `until(event)` reads on to the next event of that name and gives its data. */
const open = async (cookie: string, { query = "", times }: { query?: string; times?: Times } = {}) => {
  const request = new Request(`${testOrigin}/api/live${query}`, {
    headers: { host: "localhost:3000", cookie },
    signal: leaving.signal,
  });
  const response = await openLive(request, times);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const heard: { event: string; data: Record<string, unknown> }[] = [];
  let rest = "";
  const read = async (): Promise<boolean> => {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return false;
    rest += chunk.value;
    const frames = rest.split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1];
      heard.push({ event: field("event") ?? "", data: JSON.parse(field("data") ?? "{}") });
    }
    return true;
  };
  const until = async (event: string) => {
    for (;;) {
      const index = heard.findIndex((entry) => entry.event === event);
      if (index >= 0) return heard.splice(0, index + 1).at(-1)?.data;
      if (!(await read())) return null;
    }
  };
  const ended = async () => {
    while (await read());
    return heard;
  };
  return { response, until, ended, heard };
};

const change = (tenant: BuiltTenant | undefined, subjectId: string, subjectType = "jobCard") =>
  notifyChanges([{ tenantId: known(tenant).tenantId, subjectType, subjectId }]);

it("brings a change to every stream of its tenant and to no other", async () => {
  const advisor = await open(await signIn(known(here).members.advisor.email));
  const owner = await open(await signIn(known(here).members.owner.email));
  const rival = await open(await signIn(known(there).members.owner.email));
  for (const stream of [advisor, owner, rival]) await stream.until("hello");

  change(here, "card-1");
  expect(await advisor.until("change")).toMatchObject({ subjectType: "jobCard", subjectId: "card-1" });
  expect(await owner.until("change")).toMatchObject({ subjectId: "card-1" });

  change(there, "card-of-the-rival");
  expect(await rival.until("change")).toMatchObject({ subjectId: "card-of-the-rival" });
  expect(JSON.stringify([...advisor.heard, ...owner.heard])).not.toContain("rival");
});

it("is for the signed-in", async () => {
  const { response } = await open("pitlane.session_token=forged.AAAA");
  expect(response.status).toBe(401);
  expect(response.headers.get("content-type")).toContain("application/json");
});

it("says nothing that a cache or a compressor could hold back", async () => {
  const { response } = await open(await signIn(known(here).members.owner.email));
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store, no-transform");
});

it("shows signs of life", async () => {
  const stream = await open(await signIn(known(here).members.owner.email), {
    times: { beatMs: 20, recheckMs: 60_000 },
  });
  expect(await stream.until("beat")).toHaveProperty("at");
});

it("ends for a member who is disabled, at the next check", async () => {
  const tenant = await newTenant();
  const stream = await open(await signIn(tenant.members.advisor.email), { times: { beatMs: 60_000, recheckMs: 25 } });
  await stream.until("hello");
  await asAdmin((client) =>
    client.query("update member set disabled_at = now() where id = $1", [tenant.members.advisor.memberId]),
  );
  expect((await stream.ended()).at(-1)).toMatchObject({ event: "end" });
});

it("ends at once when the change of a member is announced", async () => {
  const tenant = await newTenant();
  const stream = await open(await signIn(tenant.members.advisor.email));
  await stream.until("hello");
  await asAdmin((client) => client.query("delete from session where user_id = $1", [tenant.members.advisor.userId]));
  change(tenant, tenant.members.advisor.memberId, "member");
  expect((await stream.ended()).at(-1)).toMatchObject({ event: "end" });
});

it("brings what was missed since the page was read, or says that it cannot", async () => {
  const tenant = await newTenant();
  const cookie = await signIn(tenant.members.owner.email);
  const first = await open(cookie);
  await first.until("hello");
  const readAt = Date.now();
  change(tenant, "card-missed");
  await first.until("change");

  const late = await open(cookie, { query: `?since=${readAt}` });
  expect(await late.until("change")).toMatchObject({ subjectId: "card-missed" });
  const veryLate = await open(cookie, { query: "?since=1000" });
  expect(await veryLate.until("again")).toHaveProperty("at");
});

it("comes back after its database connection is killed, and says that all is to be read again", async () => {
  const stream = await open(await signIn(known(here).members.owner.email));
  await stream.until("hello");
  await asAdmin((client) =>
    client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pitlane changes' and datname = current_database()",
    ),
  );
  expect(await stream.until("again")).toHaveProperty("at");
  change(here, "card-after");
  expect(await stream.until("change")).toMatchObject({ subjectId: "card-after" });
});

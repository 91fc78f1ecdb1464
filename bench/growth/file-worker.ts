import { closeDatabase } from "#/server/db/client.ts";
import { historyFile } from "#/server/http/history-file.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { signIn } from "../../tests/harness/people.ts";
import { admin } from "../completing/world.ts";

// The route's own answer, read as a browser reads it, in a process of its own whose memory is looked at while it runs.

const { rows } = await admin.query<{ value: BuiltTenant }>("select value from bench_tenant");
const tenant = rows[0]?.value;
if (tenant === undefined) throw new Error("The database names no tenant.");
const cookie = await signIn(tenant.members.admin.email);
const residentMb = () => process.memoryUsage().rss / 1024 / 1024;

/** Reads the file to its end, or as many lines as are wanted; counts its rows. */
const read = async (most: number): Promise<{ rows: number; mostMb: number }> => {
  const response = await historyFile(
    new Request("http://localhost:3000/api/files/history", { headers: { host: "localhost:3000", cookie } }),
  );
  if (!response.ok || response.body === null) throw new Error(`The file was not given: ${response.status}`);
  let lines = -1;
  let mostMb = 0;
  for await (const chunk of response.body) {
    for (const byte of chunk) if (byte === 10) lines += 1;
    mostMb = Math.max(mostMb, residentMb());
    if (lines >= most) break;
  }
  return { rows: lines, mostMb };
};

// Code is compiled and statements are prepared before memory is looked at.
await read(20_000);
const beforeMb = residentMb();
const from = performance.now();
const { rows: all, mostMb } = await read(Number.POSITIVE_INFINITY);
process.send?.({ rows: all, seconds: (performance.now() - from) / 1000, beforeMb, mostMb });
await admin.end();
await closeDatabase();
process.disconnect();

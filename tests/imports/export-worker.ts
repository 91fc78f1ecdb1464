/** Sends an export in a process of its own, whose memory is looked at while it runs, and tells what it took. */
import { join } from "node:path";
import { z } from "zod";
import { closeDatabase } from "#/server/db/client.ts";
import { createFileStorage } from "#/server/gateways/storage.ts";
import { tenantExport } from "#/server/http/export-files.ts";
import { testOrigin } from "../harness/people.ts";

const { cookies } = z.object({ cookies: z.array(z.string()) }).parse(JSON.parse(process.argv[2] ?? "{}"));
const storage = createFileStorage(join(process.env.DATA_DIR ?? "", "files"));

const weigh = async (cookie: string): Promise<{ sent: number; most: number }> => {
  const headers = { host: "localhost:3000", cookie };
  const before = process.memoryUsage.rss();
  const answer = await tenantExport(new Request(`${testOrigin}/api/files/export`, { headers }), storage);
  let [sent, most] = [0, 0];
  for await (const bytes of answer.body ?? []) {
    sent += bytes.byteLength;
    most = Math.max(most, process.memoryUsage.rss() - before);
  }
  return { sent, most };
};

// Code is compiled and statements are prepared before memory is looked at: the first export is for that.
let last = { sent: 0, most: 0 };
for (const cookie of cookies) last = await weigh(cookie);
process.send?.(last);
await closeDatabase();
process.disconnect();

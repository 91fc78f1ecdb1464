import { execFileSync } from "node:child_process";
import pg from "pg";
import { launch, makeFolder, removeFolder } from "../../e2e/harness/launch.ts";
import { demoPassword } from "../../prisma/seed/builders.ts";
import { readEnvFile } from "../../scripts/lib/env-file.mjs";
import { atEnd } from "../lib/ending.ts";

/** `npm start`'s own command on a folder that is thrown away: the built server, its demo, all workers. */
export const startInstance = async () => {
  const folder = makeFolder();
  atEnd(() => removeFolder(folder));
  const instance = await launch(folder);
  atEnd(async () => {
    instance.process.kill("SIGTERM");
    await instance.ended;
  });
  const admin = new pg.Pool({ connectionString: readEnvFile(folder).DATABASE_ADMIN_URL, max: 4 });
  // Its database may be gone before the pool is: nobody waits for these connections any more.
  admin.on("error", () => undefined);
  atEnd(() => admin.end());
  return { url: instance.url, admin, residentMb: () => residentMb(instance.process.pid ?? 0) };
};

/** Memory of the web server, which the command started as its child, in MB. */
const residentMb = (parent: number): number => {
  const lines = execFileSync("ps", ["-A", "-o", "ppid=,rss=,args="], { encoding: "utf8" }).split("\n");
  const server = lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .find((found) => Number(found?.[1]) === parent && found?.[3]?.includes("serve.mjs"));
  if (!server) throw new Error("The web server is not among the processes.");
  return Number(server[2]) / 1024;
};

/** Signs in through the door; returns the Cookie header. */
export const signInAt = async (url: string, email: string): Promise<string> => {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/json" },
    body: JSON.stringify({ email, password: demoPassword }),
  });
  if (!response.ok) throw new Error(`${email} was not signed in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
};

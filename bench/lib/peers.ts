import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { installIn, isInstalled } from "../../scripts/lib/install.mjs";
import { say } from "../../scripts/lib/say.mjs";
import { atEnd } from "./ending.ts";

const folder = path.join(import.meta.dirname, "../peers");

/** Other products that run beside ours; each is a file of bench/peers with a process of its own. */
export type PeerName = "graphile-worker" | "pg-boss" | "dbos" | "medusa" | "react-pdf" | "lighthouse" | "calcom";

/** Milliseconds of what was asked for, or why this product cannot run here. */
export type Answer = { readonly samples: readonly number[] } | { readonly reason: string };
export type Peer = { readonly ask: (request: object) => Promise<Answer> };

const answer = z.union([z.object({ samples: z.array(z.number()) }), z.object({ error: z.string() })]);

let installed: boolean | undefined;

/** Installs the peers of bench/peers/package-lock.json when they are not there; false when that fails. */
const havePeers = (): boolean => {
  if (installed === undefined) {
    installed = isInstalled(folder);
    if (!installed) {
      say("Installing what Pitlane is compared with (about a minute) …");
      installed = installIn(folder);
    }
  }
  return installed;
};

/** Starts a peer. One that cannot be installed or opened answers every request with the reason, and the bench goes on. */
export const openPeer = async (name: PeerName, given: object): Promise<Peer> => {
  if (!havePeers()) return { ask: async () => ({ reason: "its packages could not be installed" }) };
  const child = fork(path.join(folder, `${name}.mjs`), [JSON.stringify(given)], {
    // Its own folder: some of them look around for files of a project.
    cwd: folder,
    execArgv: [],
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  atEnd(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const opened = await next(child);
  if ("reason" in opened) return { ask: async () => opened };
  return {
    ask: (request) => {
      const answered = next(child);
      child.send(request);
      return answered;
    },
  };
};

const next = (child: ChildProcess): Promise<Answer> =>
  new Promise((resolve) => {
    const gone = (code: number | null) => resolve({ reason: `its process ended (${code ?? "by a signal"})` });
    child.once("exit", gone);
    child.once("message", (message) => {
      child.off("exit", gone);
      const parsed = answer.parse(message);
      resolve("error" in parsed ? { reason: parsed.error } : parsed);
    });
  });

/** The samples of several rounds in one list; the first reason when one of them failed. */
export const joined = (answers: readonly Answer[]): Answer => {
  const samples: number[] = [];
  for (const each of answers) {
    if ("reason" in each) return each;
    samples.push(...each.samples);
  }
  return { samples };
};

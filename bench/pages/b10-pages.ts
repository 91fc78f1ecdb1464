import { type Page, weightOf } from "../../e2e/harness/page-weight.ts";
import { findChromium } from "../../scripts/lib/chromium.mjs";
import { median } from "../lib/measure.ts";
import { openPeer } from "../lib/peers.ts";
import { absent, compare, limited, type Result, reached } from "../lib/results.ts";
import { signInAt, startInstance } from "../serving/instance.ts";
import { serveEmptyPage } from "./empty.ts";

const rounds = 5;
/** Only the board's weight is bounded: the history is opened a few times a day, the board all day long. */
const mostScripts = { board: 1.7, history: undefined } as const;

type Report = { performance: number; accessibility: number; lcp: number; tbt: number; cls: number };
type Name = "empty" | keyof typeof mostScripts;

/** B10: what the board and the history weigh and how soon they stand on a phone, beside an empty page of the same Next. */
export const openingPages = async (): Promise<Result[]> => {
  const empty = await serveEmptyPage();
  const { url } = await startInstance();
  const cookie = await signInAt(url, "owner@northside.test");
  const pages: Readonly<Record<Name, Page>> = {
    empty: { url: empty, cookie: "" },
    board: { url: `${url}/board`, cookie },
    history: { url: `${url}/history`, cookie },
  };
  const kilobytesOf = async (name: Name): Promise<number> => (await weightOf(pages[name])) / 1000;
  const floor = await kilobytesOf("empty");
  const results: Result[] = [];
  for (const name of ["board", "history"] as const) {
    const most = mostScripts[name];
    const bound = most === undefined ? undefined : { atMost: most };
    const weighed = compare(`B10 ${name}, first-load JavaScript`, "kB", await kilobytesOf(name), floor, bound);
    results.push({ ...weighed, gate: most !== undefined });
  }
  return [...results, ...(await lookedAt(pages))];
};

const lookedAt = async (pages: Readonly<Record<Name, Page>>): Promise<Result[]> => {
  const lighthouse = await openPeer("lighthouse", { chromium: await findChromium() });
  const names = ["empty", "board", "history"] as const;
  const reports: Record<Name, Report[]> = { empty: [], board: [], history: [] };
  // Each round begins with another page.
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length] ?? "empty";
      const answer = await lighthouse.ask(pages[name]);
      if ("reason" in answer) return [absent(`B10 ${name} in Lighthouse`, "ms", 0, answer.reason)];
      const [performance = 0, accessibility = 0, lcp = 0, tbt = 0, cls = 0] = answer.samples;
      reports[name].push({ performance, accessibility, lcp, tbt, cls });
    }
  const of = (name: Name, what: keyof Report) => median(reports[name].map((report) => report[what]));
  return (["board", "history"] as const).flatMap((name) => [
    reached(`B10 ${name}, Lighthouse performance`, "", of(name, "performance"), 95),
    reached(`B10 ${name}, Lighthouse accessibility`, "", of(name, "accessibility"), 100),
    compare(`B10 ${name}, largest contentful paint`, "ms", of(name, "lcp"), of("empty", "lcp"), { atMost: 1.3 }),
    limited(`B10 ${name}, total blocking time`, "ms", of(name, "tbt"), Math.round(of("empty", "tbt")) + 100),
    limited(`B10 ${name}, layout shift`, "", of(name, "cls"), 0.02),
  ]);
};

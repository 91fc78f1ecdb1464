import type { Result } from "../lib/results.ts";
import { followingCommits } from "./b5-latency.ts";
import { completingWhileFollowed } from "./b5-throughput.ts";

/** B5: how soon an effect follows its commit, and what following costs those who commit. */
export const followingEvents = async (): Promise<Result[]> => [
  ...(await followingCommits()),
  ...(await completingWhileFollowed()),
];

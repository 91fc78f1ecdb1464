import { type Diary, freeDays } from "#/domain/availability.ts";
import { defaultRules } from "#/domain/booking-rules.ts";
import { addDays, instantOf, isoDateIn } from "#/domain/time.ts";
import { seededRandom } from "../../prisma/seed/random.ts";
import { median } from "../lib/measure.ts";
import { type Answer, joined, openPeer } from "../lib/peers.ts";
import { absent, faster, type Result } from "../lib/results.ts";

const [bays, days, rounds] = [10, 28, 8];
const [opens, closes, minutes, grid] = ["08:00", "18:00", 60, 30] as const;
/** One in which the clocks change. */
const zone = "Europe/London";
const name = "B4 free times reckoned from what is busy, against Cal.com's published slot engine";

/** B4: the same free times from the same busy ones, without a database on either side: ours and Cal.com's. */
export const againstAnEngine = async (): Promise<Result> => {
  const fromDay = addDays(isoDateIn(new Date(), zone), 7);
  const [from, to] = [at(fromDay, "00:00"), at(addDays(fromDay, days), "00:00")];
  const busy = busyHours(fromDay);
  const ours = () => startsIn(diaryOf(busy), fromDay);
  const took: number[] = [];
  const peer = await openPeer("calcom", { zone, from, to, opens, closes, minutes, grid, busy });

  const theirs = await peer.ask({});
  if ("reason" in theirs) return absent(name, "ms", 0, theirs.reason);
  if (JSON.stringify(theirs.samples) !== JSON.stringify(ours())) return absent(name, "ms", 0, "it finds other times");
  const answers: Answer[] = [];
  // The first round warms up either side.
  for (let round = 0; round <= rounds; round += 1) {
    const answer = await peer.ask({ times: 2 });
    const samples = Array.from({ length: 20 }, () => {
      const began = performance.now();
      ours();
      return performance.now() - began;
    });
    if (round === 0) continue;
    answers.push(answer);
    took.push(...samples);
  }
  const all = joined(answers);
  return "reason" in all
    ? absent(name, "ms", median(took), all.reason)
    : faster(`${name} (${ours().length} times)`, median(took), median(all.samples), 500);
};

const at = (day: string, time: string): number => {
  const moment = instantOf(day, time, zone);
  if (moment === null) throw new Error(`${day} has no ${time}.`);
  return moment.getTime();
};

/** Of each bay six of the ten hours of each day, as pairs of ms in order. */
const busyHours = (fromDay: string): [number, number][][] => {
  const random = seededRandom(4);
  const hours = Array.from({ length: 10 }, (_, index) => `${String(8 + index).padStart(2, "0")}:00`);
  return Array.from({ length: bays }, () =>
    Array.from({ length: days }, (_, offset) => {
      const chosen = new Set<string>();
      while (chosen.size < 6) chosen.add(random.pick(hours));
      return [...chosen].sort().map((hour): [number, number] => {
        const start = at(addDays(fromDay, offset), hour);
        return [start, start + 3_600_000];
      });
    }).flat(),
  );
};

const diaryOf = (busy: readonly (readonly [number, number])[][]): Diary => ({
  zone,
  weekHours: Array.from({ length: 7 }, () => ({ opens, closes })),
  rules: { ...defaultRules, gridMinutes: grid, leadMinutes: 0, horizonDays: 60 },
  closures: [],
  bays: busy.map((pairs, index) => ({ id: String(index), name: "", capabilities: [], busy: pairs.flat() })),
  technicians: [],
});

const startsIn = (diary: Diary, fromDay: string): number[] => {
  const demand = { minutes, bufferMinutes: 0, capabilities: [], skills: [], online: true };
  return freeDays(diary, demand, { now: Date.now(), fromDay, days }).flatMap(({ starts }) =>
    starts.map(({ ms }) => ms),
  );
};

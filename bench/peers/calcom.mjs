import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";
import { servePeer, timings } from "./peer.mjs";

// Cal.com publishes its server's libraries as bundles. Working hours and what is taken of them are in a chunk that can be
// opened; the starts are made by a function of its slots' chunk that is exported to nobody, so it is cut out of the file.
// The two packages that the bundle names as dependencies are not on npm, and are inside of it in any case: package.json
// puts another in their place.
const require = createRequire(import.meta.url);
const published = path.dirname(require.resolve("@calcom/platform-libraries"));
const { buildDateRanges, subtract } = require(path.join(published, "date-ranges-Uz4z3i_9.cjs"));
const dayjs = require("dayjs");

const slotMaker = () => {
  const source = readFileSync(path.join(published, "slots.cjs"), "utf8");
  const [from, to] = [source.indexOf("const minimumOfOne ="), source.indexOf("const getSlots$1 =")];
  if (from < 0 || to < from) throw new Error("its slot engine is not where it was");
  const code = `${source.slice(from, to)}\nreturn getSlots;`;
  return compileFunction(code, ["dayjs", "index$2"])(dayjs, { getTimeZone: (date) => date.$x.$timezone });
};

const daily = (time) => new Date(`1970-01-01T${time}:00Z`);

await servePeer(async ({ zone, from, to, opens, closes, minutes, grid, busy }) => {
  const getSlots = slotMaker();
  const taken = busy.map((bay) => bay.map(([start, end]) => ({ start: dayjs(start), end: dayjs(end) })));
  const [dateFrom, dateTo] = [dayjs(from).tz(zone), dayjs(to).tz(zone)];
  const availability = [{ days: [0, 1, 2, 3, 4, 5, 6], startTime: daily(opens), endTime: daily(closes) }];
  const starts = () => {
    const found = new Set();
    for (const bay of taken) {
      const { dateRanges } = buildDateRanges({
        availability,
        timeZone: zone,
        dateFrom,
        dateTo,
        travelSchedules: [],
        outOfOffice: undefined,
      });
      const free = { dateRanges: subtract(dateRanges, bay), minimumBookingNotice: 0, offsetStart: 0 };
      for (const { time } of getSlots({ ...free, inviteeDate: dateFrom, frequency: grid, eventLength: minutes }))
        found.add(time.valueOf());
    }
    return [...found].sort((one, other) => one - other);
  };
  return async ({ times }) => (times === undefined ? starts() : timings(times, starts));
});

import { addDays } from "#/domain/time.ts";

/**
 * Public holidays of a whole country, by rules that hold from year to year. Those of regions, and those that follow the
 * moon's calendars, are added by hand; countries that have mostly those are not listed.
 */

export type Holiday = { readonly day: string; readonly name: string };

/**
 * `12-25` a date · `E-2` days from Easter · `O+1` days from Orthodox Easter · `5/1/1` first Monday of May (weekday 0 is
 * Sunday) · `5/1/-1` its last · `6>=20` Saturday on or after the date of `06-20`, written `6>=06-20`.
 */
type Rule = readonly [when: string, name: string];
type Country = {
  readonly rules: readonly Rule[];
  /** Where a holiday on a weekend is made up for: on the next day of work, for Sundays alone, or on the nearest one. */
  readonly madeUp?: "next" | "sunday" | "nearest";
};

const goodFriday: Rule = ["E-2", "Good Friday"];
const easterMonday: Rule = ["E+1", "Easter Monday"];
const ascension: Rule = ["E+39", "Ascension Day"];
const whitMonday: Rule = ["E+50", "Whit Monday"];
const corpusChristi: Rule = ["E+60", "Corpus Christi"];
const newYear: Rule = ["01-01", "New Year’s Day"];
const epiphany: Rule = ["01-06", "Epiphany"];
const labour: Rule = ["05-01", "Labour Day"];
const assumption: Rule = ["08-15", "Assumption Day"];
const allSaints: Rule = ["11-01", "All Saints’ Day"];
const immaculate: Rule = ["12-08", "Immaculate Conception"];
const christmas: Rule = ["12-25", "Christmas Day"];
const second: Rule = ["12-26", "Second day of Christmas"];
const boxing: Rule = ["12-26", "Boxing Day"];

const countries: Readonly<Record<string, Country>> = {
  AT: {
    rules: [
      newYear,
      epiphany,
      easterMonday,
      labour,
      ascension,
      whitMonday,
      corpusChristi,
      assumption,
      ["10-26", "National Day"],
      allSaints,
      immaculate,
      christmas,
      ["12-26", "St Stephen’s Day"],
    ],
  },
  AU: {
    rules: [newYear, ["01-26", "Australia Day"], goodFriday, easterMonday, ["04-25", "Anzac Day"], christmas, boxing],
    madeUp: "next",
  },
  BE: {
    rules: [
      newYear,
      easterMonday,
      labour,
      ascension,
      whitMonday,
      ["07-21", "National Day"],
      assumption,
      allSaints,
      ["11-11", "Armistice Day"],
      christmas,
    ],
  },
  CA: {
    rules: [
      newYear,
      goodFriday,
      ["1>=05-18", "Victoria Day"],
      ["07-01", "Canada Day"],
      ["9/1/1", "Labour Day"],
      ["09-30", "Truth and Reconciliation Day"],
      ["10/1/2", "Thanksgiving"],
      ["11-11", "Remembrance Day"],
      christmas,
    ],
    madeUp: "next",
  },
  CH: { rules: [newYear, ascension, ["08-01", "National Day"], christmas] },
  CZ: {
    rules: [
      newYear,
      goodFriday,
      easterMonday,
      labour,
      ["05-08", "Victory Day"],
      ["07-05", "St Cyril and St Methodius"],
      ["07-06", "Jan Hus Day"],
      ["09-28", "Statehood Day"],
      ["10-28", "Independence Day"],
      ["11-17", "Freedom and Democracy Day"],
      ["12-24", "Christmas Eve"],
      christmas,
      second,
    ],
  },
  DE: {
    rules: [
      newYear,
      goodFriday,
      easterMonday,
      labour,
      ascension,
      whitMonday,
      ["10-03", "Day of German Unity"],
      christmas,
      second,
    ],
  },
  DK: {
    rules: [newYear, ["E-3", "Maundy Thursday"], goodFriday, easterMonday, ascension, whitMonday, christmas, second],
  },
  ES: {
    rules: [
      newYear,
      epiphany,
      goodFriday,
      labour,
      assumption,
      ["10-12", "National Day"],
      allSaints,
      ["12-06", "Constitution Day"],
      immaculate,
      christmas,
    ],
  },
  FI: {
    rules: [
      newYear,
      epiphany,
      goodFriday,
      easterMonday,
      labour,
      ascension,
      ["5>=06-19", "Midsummer Eve"],
      ["6>=06-20", "Midsummer Day"],
      ["6>=10-31", "All Saints’ Day"],
      ["12-06", "Independence Day"],
      ["12-24", "Christmas Eve"],
      christmas,
      second,
    ],
  },
  FR: {
    rules: [
      newYear,
      easterMonday,
      labour,
      ["05-08", "Victory Day"],
      ascension,
      whitMonday,
      ["07-14", "Bastille Day"],
      assumption,
      allSaints,
      ["11-11", "Armistice Day"],
      christmas,
    ],
  },
  GB: {
    rules: [
      newYear,
      goodFriday,
      easterMonday,
      ["5/1/1", "Early May bank holiday"],
      ["5/1/-1", "Spring bank holiday"],
      ["8/1/-1", "Summer bank holiday"],
      christmas,
      boxing,
    ],
    madeUp: "next",
  },
  GR: {
    rules: [
      newYear,
      epiphany,
      ["O-48", "Clean Monday"],
      ["03-25", "Independence Day"],
      ["O-2", "Good Friday"],
      ["O+1", "Easter Monday"],
      labour,
      ["O+50", "Whit Monday"],
      assumption,
      ["10-28", "Ochi Day"],
      christmas,
      second,
    ],
  },
  IE: {
    rules: [
      newYear,
      // The first Monday of February, unless the 1st is a Friday.
      ["St Brigid", "St Brigid’s Day"],
      ["03-17", "St Patrick’s Day"],
      easterMonday,
      ["5/1/1", "May bank holiday"],
      ["6/1/1", "June bank holiday"],
      ["8/1/1", "August bank holiday"],
      ["10/1/-1", "October bank holiday"],
      christmas,
      ["12-26", "St Stephen’s Day"],
    ],
    madeUp: "next",
  },
  IT: {
    rules: [
      newYear,
      epiphany,
      easterMonday,
      ["04-25", "Liberation Day"],
      labour,
      ["06-02", "Republic Day"],
      assumption,
      allSaints,
      immaculate,
      christmas,
      ["12-26", "St Stephen’s Day"],
    ],
  },
  NL: {
    rules: [
      newYear,
      easterMonday,
      // The 26th when the 27th is a Sunday.
      ["King", "King’s Day"],
      ascension,
      whitMonday,
      christmas,
      second,
    ],
  },
  NO: {
    rules: [
      newYear,
      ["E-3", "Maundy Thursday"],
      goodFriday,
      easterMonday,
      labour,
      ["05-17", "Constitution Day"],
      ascension,
      whitMonday,
      christmas,
      second,
    ],
  },
  NZ: {
    rules: [
      newYear,
      ["01-02", "Day after New Year’s Day"],
      ["02-06", "Waitangi Day"],
      goodFriday,
      easterMonday,
      ["04-25", "Anzac Day"],
      ["6/1/1", "King’s Birthday"],
      ["10/1/4", "Labour Day"],
      christmas,
      boxing,
    ],
    madeUp: "next",
  },
  PL: {
    rules: [
      newYear,
      epiphany,
      easterMonday,
      labour,
      ["05-03", "Constitution Day"],
      corpusChristi,
      assumption,
      allSaints,
      ["11-11", "Independence Day"],
      ["12-24", "Christmas Eve"],
      christmas,
      second,
    ],
  },
  PT: {
    rules: [
      newYear,
      goodFriday,
      ["04-25", "Freedom Day"],
      labour,
      corpusChristi,
      ["06-10", "Portugal Day"],
      assumption,
      ["10-05", "Republic Day"],
      allSaints,
      ["12-01", "Restoration of Independence"],
      immaculate,
      christmas,
    ],
  },
  RO: {
    rules: [
      newYear,
      ["01-02", "Second day of the year"],
      epiphany,
      ["01-07", "St John the Baptist"],
      ["01-24", "Union Day"],
      ["O-2", "Good Friday"],
      ["O+1", "Easter Monday"],
      labour,
      ["06-01", "Children’s Day"],
      ["O+50", "Whit Monday"],
      assumption,
      ["11-30", "St Andrew’s Day"],
      ["12-01", "National Day"],
      christmas,
      second,
    ],
  },
  SE: {
    rules: [
      newYear,
      epiphany,
      goodFriday,
      easterMonday,
      labour,
      ascension,
      ["06-06", "National Day"],
      ["5>=06-19", "Midsummer Eve"],
      ["6>=06-20", "Midsummer Day"],
      ["6>=10-31", "All Saints’ Day"],
      ["12-24", "Christmas Eve"],
      christmas,
      second,
      ["12-31", "New Year’s Eve"],
    ],
  },
  US: {
    rules: [
      newYear,
      ["1/1/3", "Martin Luther King Jr. Day"],
      ["2/1/3", "Presidents’ Day"],
      ["5/1/-1", "Memorial Day"],
      ["06-19", "Juneteenth"],
      ["07-04", "Independence Day"],
      ["9/1/1", "Labor Day"],
      ["10/1/2", "Columbus Day"],
      ["11-11", "Veterans Day"],
      ["11/4/4", "Thanksgiving"],
      christmas,
    ],
    madeUp: "nearest",
  },
  ZA: {
    rules: [
      newYear,
      ["03-21", "Human Rights Day"],
      goodFriday,
      ["E+1", "Family Day"],
      ["04-27", "Freedom Day"],
      ["05-01", "Workers’ Day"],
      ["06-16", "Youth Day"],
      ["08-09", "Women’s Day"],
      ["09-24", "Heritage Day"],
      ["12-16", "Day of Reconciliation"],
      christmas,
      ["12-26", "Day of Goodwill"],
    ],
    madeUp: "sunday",
  },
};

/** Whether the holidays of a country are known here. */
export const knowsHolidays = (country: string): boolean => Object.hasOwn(countries, country);

/** The public holidays of a country in a year, in order, with the days on which those on a weekend are made up for. */
export const holidaysOf = (country: string, year: number): Holiday[] => {
  const known = Object.hasOwn(countries, country) ? countries[country] : undefined;
  if (known === undefined) return [];
  const own = known.rules.map(([when, name]) => ({ day: dayOf(when, year), name })).sort(byDay);
  const taken = new Set(own.map(({ day }) => day));
  const madeUp = own.flatMap((holiday) => {
    const day = madeUpOn(holiday.day, known.madeUp, taken);
    if (day === null) return [];
    taken.add(day);
    return [{ day, name: `${holiday.name}, observed` }];
  });
  return [...own, ...madeUp].sort(byDay);
};

const byDay = (one: Holiday, other: Holiday): number => one.day.localeCompare(other.day);
const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
const two = (value: number): string => String(value).padStart(2, "0");
const dated = (year: number, month: number, day: number): string => `${year}-${two(month)}-${two(day)}`;
/** The first such weekday on or after a day. */
const onOrAfter = (day: string, weekday: number): string => addDays(day, (weekday - weekdayOf(day) + 7) % 7);

const dayOf = (when: string, year: number): string => {
  if (when === "King") {
    const day = dated(year, 4, 27);
    return weekdayOf(day) === 0 ? addDays(day, -1) : day;
  }
  if (when === "St Brigid") {
    const first = dated(year, 2, 1);
    return weekdayOf(first) === 5 ? first : onOrAfter(first, 1);
  }
  const from = /^([EO])([+-]\d+)$/.exec(when);
  if (from) return addDays(from[1] === "E" ? easter(year) : orthodoxEaster(year), Number(from[2]));
  const after = /^(\d)>=(\d\d-\d\d)$/.exec(when);
  if (after) return onOrAfter(`${year}-${after[2]}`, Number(after[1]));
  const nth = /^(\d+)\/(\d)\/(-?\d)$/.exec(when);
  if (nth) return nthWeekday(year, Number(nth[1]), Number(nth[2]), Number(nth[3]));
  return `${year}-${when}`;
};

const nthWeekday = (year: number, month: number, weekday: number, nth: number): string => {
  if (nth > 0) return addDays(onOrAfter(dated(year, month, 1), weekday), 7 * (nth - 1));
  const next = month === 12 ? dated(year + 1, 1, 1) : dated(year, month + 1, 1);
  return addDays(onOrAfter(next, weekday), -7);
};

const madeUpOn = (day: string, how: Country["madeUp"], taken: ReadonlySet<string>): string | null => {
  const weekday = weekdayOf(day);
  if (how === undefined || (weekday !== 0 && weekday !== 6) || (how === "sunday" && weekday === 6)) return null;
  if (how === "nearest") return addDays(day, weekday === 6 ? -1 : 1);
  let next = addDays(day, weekday === 6 ? 2 : 1);
  while (taken.has(next)) next = addDays(next, 1);
  return next;
};

/** Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876). */
export const easter = (year: number): string => {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - d + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return dated(year, Math.floor(sum / 31), (sum % 31) + 1);
};

/** Easter Sunday of the Julian calendar (Meeus), as a date of ours: 13 days apart until 2099. */
export const orthodoxEaster = (year: number): string => {
  const d = (19 * (year % 19) + 15) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
  const sum = d + e + 114;
  return addDays(dated(year, Math.floor(sum / 31), (sum % 31) + 1), 13);
};

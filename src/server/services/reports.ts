import type { z } from "zod";
import { notFound, ValidationException } from "#/domain/errors.ts";
import {
  costFigures,
  owedAges,
  type ReportAsked,
  type ReportFigures,
  type ReportSums,
  type reportOwed,
  type reportStock,
  stockAges,
  sumNames,
} from "#/domain/report.ts";
import {
  columnsSeen,
  type ReportRow,
  type ReportRowsAsked,
  type RowColumn,
  type RowCursor,
  type reportRowsView,
} from "#/domain/report-rows.ts";
import { addDays, isoDateIn, startOfDay } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as rows from "#/server/repositories/reports/rows.ts";
import * as reports from "#/server/repositories/reports.ts";

const rowsPerPage = 50;
const rowsPerChunk = 500;

/** The branches asked for and their one currency: never two, since nothing is added across them. @throws NOT_FOUND */
const placeOf = async (db: Db, { branchId, currency }: Pick<ReportAsked, "branchId" | "currency">) => {
  const places = await reports.places(db);
  const chosen =
    branchId === null
      ? (places.find((each) => each.currency === currency) ?? places[0])
      : places.find(({ id }) => id === branchId);
  if (chosen === undefined) throw notFound("This branch");
  const of = branchId === null ? places.filter((each) => each.currency === chosen.currency) : [chosen];
  return {
    branchIds: of.map(({ id }) => id),
    zone: chosen.zone,
    said: {
      currency: chosen.currency,
      locale: chosen.locale,
      currencies: [...new Set(places.map((each) => each.currency))],
    },
  };
};

const added = (all: readonly ReportSums[]): ReportSums => {
  const sum: Record<string, number> = {};
  for (const each of all) for (const [name, value] of Object.entries(each)) sum[name] = (sum[name] ?? 0) + value;
  const of = (name: keyof ReportSums) => sum[name] ?? 0;
  return {
    ...nothing,
    ...Object.fromEntries(sumNames.map((name) => [name, of(name)])),
    ...(all.every(({ partCostMinor }) => partCostMinor !== undefined) ? { partCostMinor: of("partCostMinor") } : {}),
  };
};
const nothing: ReportSums = {
  cardsCompleted: 0,
  promised: 0,
  promisesKept: 0,
  orders: 0,
  labourNetMinor: 0,
  partNetMinor: 0,
  otherNetMinor: 0,
  labourMilli: 0,
  netMinor: 0,
  creditedNetMinor: 0,
  receivedMinor: 0,
  refundedMinor: 0,
  arrivals: 0,
  noShows: 0,
};

/** Sums over the kept days of a period and of the one before, by bar. Cost is absent without the right to it. @throws NOT_FOUND */
export const figures = async (db: Db, asked: ReportAsked, mayCost: boolean): Promise<ReportFigures> => {
  const { branchIds, said } = await placeOf(db, asked);
  const found = await reports.sums(db, branchIds, asked);
  const bars = found.map(({ current, start, partCostMinor, ...sums }) => ({
    current,
    start: start < asked.first && current ? asked.first : start,
    sums: mayCost ? { ...sums, partCostMinor } : sums,
  }));
  const of = (current: boolean) => bars.filter((bar) => bar.current === current).map(({ sums }) => sums);
  const none = mayCost ? { ...nothing, partCostMinor: 0 } : nothing;
  return {
    ...said,
    now: added([none, ...of(true)]),
    before: asked.before === null ? null : added([none, ...of(false)]),
    bars: bars.filter(({ current }) => current).map(({ start, sums }) => ({ start, sums })),
  };
};

const byAge = <Age extends string>(
  ages: readonly Age[],
  found: readonly { readonly age: Age; readonly count: number; readonly amountMinor: number }[],
) =>
  ages.map((age) => {
    const { count, amountMinor } = found.find((each) => each.age === age) ?? { count: 0, amountMinor: 0 };
    return { age, count, amountMinor };
  });
const total = (of: readonly { readonly amountMinor: number }[]) =>
  of.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** What is owed now, by age, and what was at the end of the period before. @throws NOT_FOUND */
export const owed = async (db: Db, asked: ReportAsked): Promise<z.output<typeof reportOwed>> => {
  const { branchIds, said } = await placeOf(db, asked);
  const [found, beforeMinor] = await Promise.all([
    reports.owedByAge(db, branchIds),
    asked.before === null ? null : reports.owedAt(db, branchIds, asked.before.last),
  ]);
  return { ...said, dueMinor: total(found), beforeMinor, ages: byAge(owedAges, found) };
};

/** The end of a day of the branch; null when that is still to come, for which the shelves of now are asked. */
const endOf = (day: string, zone: string): Date | null =>
  day >= isoDateIn(new Date(), zone) ? null : startOfDay(addDays(day, 1), zone);

/** What lay on the shelves at the end of the period and of the one before. @throws NOT_FOUND */
export const stock = async (db: Db, asked: ReportAsked): Promise<z.output<typeof reportStock>> => {
  const { branchIds, zone, said } = await placeOf(db, asked);
  const [found, before] = await Promise.all([
    reports.stockByAge(db, branchIds, endOf(asked.last, zone)),
    asked.before === null ? null : reports.stockByAge(db, branchIds, endOf(asked.before.last, zone)),
  ]);
  const dead = (of: typeof found) => total(of.filter(({ age }) => age === "181"));
  return {
    ...said,
    valueMinor: total(found),
    deadMinor: dead(found),
    before: before === null ? null : { valueMinor: total(before), deadMinor: dead(before) },
    ages: byAge(stockAges, found),
  };
};

const rowOf = (columns: readonly RowColumn[], { id, page, to, zone, values }: rows.FoundRow): ReportRow => ({
  id,
  href: to.startsWith("?") ? `/${page}${to}` : `/${page}/${to}`,
  zone,
  values: Object.fromEntries(
    columns.map(({ name, kind }) => {
      const value = values[name] ?? null;
      return [name, kind === "moment" && typeof value === "string" ? new Date(value) : value];
    }),
  ),
});

/** Reads a figure's rows page after page, each with the columns that may be seen. @throws NOT_FOUND, FORBIDDEN */
const reader = async (db: Db, { branchId, currency, ...asked }: ReportRowsAsked, mayCost: boolean) => {
  if (costFigures.has(asked.figure) && !mayCost)
    throw new ValidationException(
      "FORBIDDEN",
      "Your role does not see costs and margin. Ask an admin of the workshop.",
    );
  const { branchIds, zone, said } = await placeOf(db, { branchId, currency });
  const columns = columnsSeen(asked.figure, mayCost);
  const at = endOf(asked.last, zone);
  const read = async (cursor: RowCursor | null, limit: number) => {
    const found = await rows.page(db, { ...asked, branchIds, cursor, at }, limit + 1);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      rows: shown.map((row) => rowOf(columns, row)),
      next: found.length > limit && last ? { key: last.key, id: last.id } : null,
    };
  };
  return { said, columns, read };
};

/** A page of the rows behind a figure. @throws NOT_FOUND, FORBIDDEN */
export const page = async (
  db: Db,
  { cursor, ...asked }: ReportRowsAsked & { readonly cursor: RowCursor | null },
  mayCost: boolean,
): Promise<z.output<typeof reportRowsView>> => {
  const { said, read } = await reader(db, asked, mayCost);
  return { currency: said.currency, locale: said.locale, ...(await read(cursor, rowsPerPage)) };
};

/** All of them, a few hundred at a time: memory holds one chunk, whatever their number. @throws NOT_FOUND, FORBIDDEN */
export const open = async (db: Db, asked: ReportRowsAsked, mayCost: boolean) => {
  const { said, columns, read } = await reader(db, asked, mayCost);
  const chunks = async function* (): AsyncGenerator<readonly ReportRow[], void> {
    let cursor: RowCursor | null = null;
    do {
      const chunk: Awaited<ReturnType<typeof read>> = await read(cursor, rowsPerChunk);
      if (chunk.rows.length > 0) yield chunk.rows;
      cursor = chunk.next;
    } while (cursor !== null);
  };
  return { currency: said.currency, columns, chunks: chunks() };
};

import type { HistoryCursor, HistoryFilter, ListHistory } from "#/domain/history.ts";
import { type HistoryOrder, historyDates, historyOrders } from "#/domain/history-choices.ts";
import { columnsOf, type HistoryColumn } from "#/domain/history-columns.ts";
import { isId } from "#/domain/ids.ts";
import { parseMoney } from "#/domain/money.ts";
import { addDays, dayOf, isoDateIn, startOfDay } from "#/domain/time.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";

/** What the address of the history says, and what it asks for. The same on the server and in the browser. */

export const sinces = ["today", "week", "month", "year", "dates"] as const;
export type Since = (typeof sinces)[number];

/** Every parameter, as it is written in the address; null for one that is not there. */
export const historyParameters = [
  "status",
  "branch",
  "by",
  "since",
  "from",
  "to",
  "technician",
  "completedBy",
  "customer",
  "vehicle",
  "part",
  "least",
  "most",
  "order",
  "columns",
  "after",
  "before",
] as const;
export type HistoryParameter = (typeof historyParameters)[number];
export type Address = Readonly<Record<HistoryParameter, string | null>>;
export type Change = Partial<Record<HistoryParameter, string | null>>;

/** Where one stands in the list: left out of a view that is kept, and forgotten when the filter changes. */
export const place = { after: null, before: null } satisfies Change;

type Branch = { readonly id: string; readonly zone: string; readonly currency: string };
/** Whose days and whose money an address means: those of the branch it names, else of the one on screen. */
type Where = { readonly branch: Branch; readonly branches: readonly Branch[]; readonly now: Date };

export const branchOf = ({ branch }: Address, where: Pick<Where, "branch" | "branches">): Branch =>
  where.branches.find((each) => each.id === branch) ?? where.branch;

const known = <Word extends string>(words: readonly Word[], value: string | null): Word | null =>
  words.find((word) => word === value) ?? null;

export const statusesOf = ({ status }: Address) =>
  jobCardStatuses.filter((each) => (status ?? "").split(",").includes(each));
export const sinceOf = ({ since }: Address): Since | null => known(sinces, since);
export const orderOf = ({ order }: Address): HistoryOrder => known(historyOrders, order) ?? "newest";
export const columnsIn = ({ columns }: Address): readonly HistoryColumn[] => columnsOf((columns ?? "").split(","));

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const dateOf = (raw: string | null): string | null =>
  raw !== null && isoDate.test(raw) && raw >= "2000" && raw < "2199" && !Number.isNaN(Date.parse(raw)) ? raw : null;

const daysOf = { week: 6, month: 29, year: 364 } as const;

const rangeOf = (address: Address, { zone }: Branch, now: Date): { from: Date | null; to: Date | null } => {
  const since = sinceOf(address);
  if (since === null) return { from: null, to: null };
  if (since === "today") return { from: dayOf(now, zone).start, to: null };
  if (since !== "dates") return { from: startOfDay(addDays(isoDateIn(now, zone), -daysOf[since]), zone), to: null };
  const [first, last] = [dateOf(address.from), dateOf(address.to)];
  return {
    from: first === null ? null : startOfDay(first, zone),
    to: last === null ? null : startOfDay(addDays(last, 1), zone),
  };
};

/** The filter that an address stands for; what it says that nobody knows is left out. */
export const filterOf = (address: Address, where: Where): HistoryFilter => {
  const branch = branchOf(address, where);
  const idOf = (raw: string | null) => (raw !== null && isId(raw) ? raw : null);
  const leastMinor = parseMoney(address.least ?? "", branch.currency);
  const mostMinor = parseMoney(address.most ?? "", branch.currency);
  return {
    statuses: statusesOf(address),
    branchId: idOf(address.branch),
    by: known(historyDates, address.by) ?? "opened",
    ...rangeOf(address, branch, where.now),
    technicianId: idOf(address.technician),
    customerId: idOf(address.customer),
    vehicleId: idOf(address.vehicle),
    partId: idOf(address.part),
    completedById: idOf(address.completedBy),
    leastMinor,
    mostMinor,
    currency: leastMinor === null && mostMinor === null ? null : branch.currency,
    order: orderOf(address),
  };
};

/** `1778750000000_0190…`: a row at the edge of a page, in the address. */
export const writeCursor = (cursor: HistoryCursor): string => `${cursor.at.getTime()}_${cursor.id}`;
const readCursor = (raw: string | null): HistoryCursor | null => {
  const [at = "", row = ""] = (raw ?? "").split("_");
  const moment = /^\d{12,14}$/.test(at) ? new Date(Number(at)) : null;
  return moment !== null && moment.getTime() < 7e12 && isId(row) ? { at: moment, id: row } : null;
};

/** The page that an address stands for. */
export const askedOf = (address: Address, where: Where): ListHistory => ({
  ...filterOf(address, where),
  after: address.before === null ? readCursor(address.after) : null,
  before: readCursor(address.before),
});

type Raw = Record<string, string | string[] | undefined>;

/** An address as Next gives it to the page. */
export const addressOf = (raw: Raw): Address => {
  const first = (name: HistoryParameter): string | null => {
    const value = raw[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
  return {
    status: first("status"),
    branch: first("branch"),
    by: first("by"),
    since: first("since"),
    from: first("from"),
    to: first("to"),
    technician: first("technician"),
    completedBy: first("completedBy"),
    customer: first("customer"),
    vehicle: first("vehicle"),
    part: first("part"),
    least: first("least"),
    most: first("most"),
    order: first("order"),
    columns: first("columns"),
    after: first("after"),
    before: first("before"),
  };
};

/** What is no filter but a way to look at the list. */
const looks: ReadonlySet<HistoryParameter> = new Set(["by", "order", "columns", "after", "before"]);

export const isNarrowed = (address: Address): boolean =>
  historyParameters.some((name) => !looks.has(name) && address[name] !== null);

/** All filters taken away. */
export const wholeHistory: Change = {
  ...Object.fromEntries(historyParameters.filter((name) => !looks.has(name)).map((name) => [name, null])),
  ...place,
};

/** What a view keeps of an address: all but the page that one is on. */
export const viewParameters: readonly string[] = historyParameters.filter(
  (name) => name !== "after" && name !== "before",
);

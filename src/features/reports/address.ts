import { type FigureName, owedAges, type ReportAsked, stockAges } from "#/domain/report.ts";
import { type ReportPeriod, type Resolved, reportPeriods, resolvePeriod, type Span } from "#/domain/report-period.ts";
import type { ReportRowsAsked } from "#/domain/report-rows.ts";
import { isoDateIn } from "#/domain/time.ts";

/** What the address of the reports says. The same on the server and in the browser. */
export const reportParameters = ["period", "from", "to", "branch", "currency", "age"] as const;
export type Address = Readonly<Record<(typeof reportParameters)[number], string | null>>;

type Branch = { readonly id: string; readonly name: string; readonly zone: string; readonly currency: string };
/** The branch on screen is meant where the address names none; `all` means every one of a currency. */
export type Where = { readonly branch: Branch; readonly branches: readonly Branch[]; readonly now: Date };

export const periodOf = ({ period }: Address): ReportPeriod =>
  reportPeriods.find((known) => known === period) ?? "month";

export const branchOf = ({ branch }: Address, where: Where): Branch | null =>
  branch === "all" ? null : (where.branches.find((each) => each.id === branch) ?? where.branch);

const dateOf = (raw: string | null): string | null =>
  raw !== null &&
  /^\d{4}-\d{2}-\d{2}$/.test(raw) &&
  raw >= "2000" &&
  raw < "2199" &&
  new Date(raw).toJSON()?.startsWith(raw)
    ? raw
    : null;

/** The dates that an address stands for, in the calendar of its branch. */
export const spanOf = (address: Address, where: Where): Resolved => {
  const zone = branchOf(address, where)?.zone ?? where.branch.zone;
  const dates = { from: dateOf(address.from), to: dateOf(address.to) };
  return resolvePeriod(periodOf(address), dates, isoDateIn(where.now, zone));
};

const placeOf = (address: Address, where: Where) => {
  const branch = branchOf(address, where);
  return {
    branchId: branch?.id ?? null,
    currency:
      branch?.currency ??
      where.branches.find(({ currency }) => currency === address.currency)?.currency ??
      where.branch.currency,
  };
};

export const askedOf = (address: Address, where: Where): ReportAsked => {
  const { first, last, before, step } = spanOf(address, where);
  return { ...placeOf(address, where), first, last, before, step };
};

const ages = [...owedAges, ...stockAges];
export const rowsAskedOf = (figure: FigureName, address: Address, where: Where): ReportRowsAsked => {
  const { first, last } = spanOf(address, where);
  return { ...placeOf(address, where), first, last, figure, age: ages.find((known) => known === address.age) ?? null };
};

const search = (address: Partial<Address>): string => {
  const said = new URLSearchParams();
  for (const name of reportParameters) {
    const value = address[name];
    if (value !== null && value !== undefined) said.set(name, value);
  }
  return said.size === 0 ? "" : `?${said}`;
};

/** The reports of an address, without what only narrows rows. */
export const reportsHref = (address: Address): string => `/reports${search({ ...address, age: null })}`;

/** The rows behind a figure: of the period, of one bar of it, or of one age. */
export const rowsHref = (figure: FigureName, address: Address, narrowed: { span?: Span; age?: string } = {}): string =>
  `/reports/${figure}${search({
    ...address,
    age: narrowed.age ?? null,
    ...(narrowed.span === undefined ? {} : { period: "dates", from: narrowed.span.first, to: narrowed.span.last }),
  })}`;

type Raw = Record<string, string | string[] | undefined>;
/** An address as Next gives it to the page. */
export const addressOf = (raw: Raw): Address => {
  const first = (name: keyof Address): string | null => {
    const value = raw[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
  return {
    period: first("period"),
    from: first("from"),
    to: first("to"),
    branch: first("branch"),
    currency: first("currency"),
    age: first("age"),
  };
};

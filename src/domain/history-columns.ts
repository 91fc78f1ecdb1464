import type { HistoryRow } from "#/domain/history.ts";
import { editableMoney } from "#/domain/money.ts";
import { formatIsoDate, formatTime, isoDateIn, localInputValue } from "#/domain/time.ts";
import { jobCardStatusWords } from "#/domain/transitions.ts";

/** The columns of the history, in their order: the same words on screen and in the file, each with its text in the file. */

/** `2026-05-14 09:30`, which spreadsheets take for a time, in the zone of the card's branch. */
const inFile = (at: Date | null, { branch }: HistoryRow): string =>
  at === null ? "" : localInputValue(at, branch.zone).replace("T", " ");

export const historyColumns = {
  number: { word: "Job", cell: (row) => row.number },
  status: { word: "Status", cell: (row) => jobCardStatusWords[row.status] },
  plate: { word: "Plate", cell: (row) => row.plate },
  vehicle: { word: "Vehicle", cell: (row) => row.vehicle },
  customer: { word: "Customer", cell: (row) => row.customer.name },
  phone: { word: "Phone", cell: (row) => row.customer.phone ?? "" },
  work: { word: "Work", cell: (row) => row.work },
  technician: { word: "Technician", cell: (row) => row.technician ?? "" },
  branch: { word: "Branch", cell: (row) => row.branch.name },
  opened: { word: "Opened", cell: (row) => inFile(row.openedAt, row) },
  promised: { word: "Promised", cell: (row) => inFile(row.promisedAt, row) },
  completed: { word: "Completed", cell: (row) => inFile(row.completedAt, row) },
  completedBy: { word: "Completed by", cell: (row) => row.completedBy ?? "" },
  invoice: { word: "Invoice", cell: (row) => row.invoice?.number ?? "" },
  currency: { word: "Currency", cell: (row) => row.invoice?.currency ?? "" },
  total: { word: "Total", cell: ({ invoice }) => amount(invoice?.totalMinor, invoice?.currency) },
  due: { word: "Due", cell: ({ invoice }) => amount(invoice?.dueMinor, invoice?.currency) },
} as const satisfies Record<string, { readonly word: string; readonly cell: (row: HistoryRow) => string | number }>;

/** `1184.40`: a figure for a spreadsheet, whose currency stands in a column of its own. */
const amount = (minor: number | undefined, currency: string | undefined): string =>
  minor === undefined || currency === undefined ? "" : editableMoney(minor, currency);

export type HistoryColumn = keyof typeof historyColumns;
const isColumn = (name: string): name is HistoryColumn => Object.hasOwn(historyColumns, name);
export const historyColumnNames: readonly HistoryColumn[] = Object.keys(historyColumns).filter(isColumn);

export const usualColumns: readonly HistoryColumn[] = [
  "number",
  "status",
  "plate",
  "vehicle",
  "customer",
  "technician",
  "branch",
  "opened",
  "completed",
  "invoice",
  "total",
];

/** The columns that are known of a list of names, in their own order and after the card's number; the usual ones when none is. */
export const columnsOf = (names: readonly string[]): readonly HistoryColumn[] => {
  const chosen = historyColumnNames.filter((name) => names.includes(name));
  return chosen.length === 0
    ? usualColumns
    : historyColumnNames.filter((name) => name === "number" || chosen.includes(name));
};

/** `14 May 2026, 09:30` in the zone of the card's branch, on screen. */
export const momentOf = (at: Date, { branch }: HistoryRow): string =>
  `${formatIsoDate(isoDateIn(at, branch.zone))}, ${formatTime(at, branch.zone)}`;

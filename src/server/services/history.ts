import {
  type HistoryCursor,
  type HistoryFilter,
  type HistoryPage,
  type HistoryRow,
  historyCountedTo,
  type ListHistory,
} from "#/domain/history.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as history from "#/server/repositories/history.ts";

const rowsPerPage = 50;
const rowsPerChunk = 250;

const asRow = (card: history.HistoryCardRow): HistoryRow => ({
  id: card.id,
  number: card.number,
  status: card.status,
  plate: card.plate,
  vehicle: `${card.make} ${card.model}`,
  customer: {
    id: card.customerId,
    name: card.customerName,
    phone: card.customerPhone === null ? null : formatPhone(card.customerPhone, card.country),
  },
  work: card.complaint,
  technician: card.technicianName,
  branch: { name: card.branchName, zone: card.zone, locale: card.locale },
  openedAt: card.openedAt,
  promisedAt: card.promisedAt,
  completedAt: card.completedAt,
  completedBy: card.completedByName,
  invoice:
    card.invoiceId === null || card.invoiceNumber === null || card.currency === null
      ? null
      : {
          id: card.invoiceId,
          number: card.invoiceNumber,
          currency: card.currency,
          totalMinor: Number(card.totalMinor),
          dueMinor: Number(card.dueMinor),
        },
});

const cursorOf = ({ by }: HistoryFilter, row: HistoryRow | undefined): HistoryCursor | null => {
  const at = by === "opened" ? row?.openedAt : row?.completedAt;
  return row === undefined || at === undefined || at === null ? null : { at, id: row.id };
};

/** A page of the history, and where the pages before and after it begin. */
export const page = async (db: Db, { after, before, ...filter }: ListHistory): Promise<HistoryPage> => {
  const backwards = before !== null;
  const from = before ?? after;
  const found = await history.page(db, { filter, from, backwards, limit: rowsPerPage + 1 });
  const more = found.length > rowsPerPage;
  const rows = found.slice(0, rowsPerPage).map(asRow);
  if (backwards) rows.reverse();
  const [first, last] = [cursorOf(filter, rows[0]), cursorOf(filter, rows.at(-1))];
  // Whoever came from a page can go back to it; on the other side a row too many says that there is more.
  return backwards
    ? { rows, previous: more ? first : null, next: last }
    : { rows, previous: from === null ? null : first, next: more ? last : null };
};

/** How many cards match; above `historyCountedTo` only that there are more. */
export const count = async (db: Db, filter: HistoryFilter): Promise<{ count: number; more: boolean }> => {
  const counted = await history.count(db, filter, historyCountedTo + 1);
  return { count: Math.min(counted, historyCountedTo), more: counted > historyCountedTo };
};

export const names = history.names;

/** All cards that match, a few hundred at a time: memory holds one chunk, whatever the number of cards. */
export const chunks = async function* (db: Db, filter: HistoryFilter): AsyncGenerator<readonly HistoryRow[], void> {
  let from: HistoryCursor | null = null;
  do {
    const found: history.HistoryCardRow[] = await history.page(db, {
      filter,
      from,
      backwards: false,
      limit: rowsPerChunk,
    });
    const rows = found.map(asRow);
    if (rows.length > 0) yield rows;
    from = rows.length < rowsPerChunk ? null : cursorOf(filter, rows.at(-1));
  } while (from !== null);
};

// Apart from the schemas: the page of the history reads its address by these, and loads no schema for it.

/** What a period means, and by what the list is ordered: when a card was opened, or when it was completed. */
export const historyDates = ["opened", "completed"] as const;
export type HistoryDate = (typeof historyDates)[number];
export const historyOrders = ["newest", "oldest"] as const;
export type HistoryOrder = (typeof historyOrders)[number];

/** A row that should not be: what is wrong, and where to look. */
export type Finding = { readonly what: string; readonly place: string };

/** Runs one read. With the administrator's connection it sees all tenants, in the server only its own. */
export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

export type Invariant = {
  readonly id: string;
  readonly title: string;
  /** Tables that must exist before this can be asked; until then it is `held (not yet)`. */
  readonly needs: readonly string[];
  /** At most `findingLimit` rows that break it. */
  readonly find: (query: Query) => Promise<Finding[]>;
};

export const findingLimit = 20;

/** The findings of one SELECT with the columns `what` and `place`. */
export const findingsOf = async (query: Query, select: string): Promise<Finding[]> => {
  const rows = await query(`SELECT what, place FROM (${select}) AS finding LIMIT ${findingLimit}`);
  return rows.map((row) => ({ what: String(row.what), place: String(row.place) }));
};

/** An invariant that one SELECT can ask. */
export const asked = (id: string, title: string, select: string): Invariant => ({
  id,
  title,
  needs: [],
  find: (query) => findingsOf(query, select),
});

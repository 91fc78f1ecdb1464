import { type Finding, findingLimit, type InvariantId, type Target, targetTypes } from "#/domain/invariants.ts";

/** Runs one read. With the administrator's connection it sees all tenants, in the server only its own. */
export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

export type Invariant = {
  readonly id: InvariantId;
  /** Tables that must exist before this can be asked; until then it is `held (not yet)`. */
  readonly needs: readonly string[];
  /** At most `findingLimit` rows that break it. */
  readonly find: (query: Query) => Promise<Finding[]>;
};

/** The findings of one SELECT with three columns: what, place, and `<type>:<id>` of the record it belongs to, or NULL. */
export const findingsOf = async (query: Query, select: string): Promise<Finding[]> => {
  const rows = await query(
    `SELECT what, place, target::text FROM (${select}) AS finding (what, place, target) LIMIT ${findingLimit}`,
  );
  return rows.map((row) => ({ what: String(row.what), place: String(row.place), target: targetOf(row.target) }));
};

/** `<type>:<id>` as a target; null for a record that has no page of its own. */
export const targetOf = (value: unknown): Target | null => {
  const [name, id] = typeof value === "string" ? value.split(":") : [];
  const type = targetTypes.find((known) => known === name);
  return type === undefined || id === undefined || id === "" ? null : { type, id };
};

/** An invariant that one SELECT can ask. */
export const asked = (id: InvariantId, select: string): Invariant => ({
  id,
  needs: [],
  find: (query) => findingsOf(query, select),
});

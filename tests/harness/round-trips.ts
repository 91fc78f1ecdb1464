import pg from "pg";

/** What one transaction sent: a message to the server and its answer are one round trip. */
export type Conversation = { readonly transaction: string[]; readonly outside: string[] };

const textOf = (first: unknown): string =>
  typeof first === "string" ? first : first instanceof Object && "text" in first ? String(first.text) : "";

/**
 * Runs `work` and tells what was asked of the server: statements from BEGIN to COMMIT, both counted, and those outside
 * of transactions. Sees every connection of the process, so nothing else may talk to a database meanwhile.
 */
export const overhear = async (work: () => Promise<unknown>): Promise<Conversation> => {
  const heard: Conversation = { transaction: [], outside: [] };
  const open = new WeakSet<object>();
  const original = pg.Client.prototype.query;
  pg.Client.prototype.query = new Proxy(original, {
    apply: (target, self: object, args: unknown[]) => {
      const text = textOf(args[0]);
      const first = text.trimStart().slice(0, 8).toUpperCase();
      if (first.startsWith("BEGIN")) open.add(self);
      (open.has(self) ? heard.transaction : heard.outside).push(text);
      if (first.startsWith("COMMIT") || first.startsWith("ROLLBACK")) open.delete(self);
      return Reflect.apply(target, self, args);
    },
  });
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original;
  }
  return heard;
};

import pg from "pg";
import { currentScope } from "#/server/db/tenant.ts";
import { log } from "#/server/log.ts";

/**
 * The server ends what hangs, long before Prisma's own timer would: a transaction that Prisma times
 * out on the client is not atomic (prisma/orm#29762), so that timer must never be the one that fires.
 */
const limits = [
  "statement_timeout=15000",
  "lock_timeout=5000",
  "idle_in_transaction_session_timeout=10000",
  "transaction_timeout=30000",
];

type Done = (release?: Error | boolean) => void;
type Callback = (error: Error | undefined, client: pg.PoolClient | undefined, done: Done) => void;

const tenantOf = new WeakMap<pg.PoolClient, string>();

/** Tells the session its tenant, when the last user of the connection was another one's. */
const setTenant = async (client: pg.PoolClient, tenant: string): Promise<void> => {
  if (tenantOf.get(client) === tenant) return;
  tenantOf.delete(client);
  await client.query({ name: "app_tenant", text: "select set_config('app.tenant_id', $1, false)", values: [tenant] });
  tenantOf.set(client, tenant);
};

/** Whether a statement ends its transaction; going back to a savepoint does not. */
const ends = (first: unknown): boolean => {
  const text = typeof first === "string" ? first : first instanceof Object && "text" in first ? String(first.text) : "";
  return /^\s*(commit|rollback(?!\s+to\b))/i.test(text);
};

/**
 * What one checkout may do with a connection. After COMMIT or ROLLBACK was sent, or the connection
 * given back, a statement that arrives late is refused instead of running on its own, or inside the
 * transaction of the connection's next user.
 */
const guarded = (client: pg.PoolClient): pg.PoolClient => {
  let open = true;
  const query = new Proxy(client.query, {
    apply: (target, _self, args: unknown[]) => {
      if (!open) return Promise.reject(new Error("The transaction has already ended; this statement came too late."));
      if (ends(args[0])) open = false;
      return Reflect.apply(target, client, args);
    },
  });
  const release = (error?: Error | boolean): void => {
    open = false;
    client.release(error);
  };
  return new Proxy(client, {
    get: (target, key) => {
      if (key === "query") return query;
      if (key === "release") return release;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
};

/**
 * A pool whose connections carry the tenant of whoever checks them out (AsyncLocalStorage), at no
 * round trip when it is the same as before. Work outside every tenant has a few connections of its own,
 * which never carry one, so that look-ups between a tenant's queries do not change its connection back
 * and forth. A check-out where nobody has said a scope is an error, never an empty answer.
 */
export class TenantPool extends pg.Pool {
  readonly #outside: pg.Pool;

  constructor(config: pg.PoolConfig) {
    super(config);
    this.#outside = new pg.Pool({ ...config, max: outsideConnections });
    for (const pool of [this, this.#outside]) pool.on("connect", bearEnd);
    // A connection that is lost while nobody holds it is told of twice, and has been noted by then.
    this.on("error", () => undefined);
    // Whoever listens to the pool hears of both.
    this.#outside.on("error", (error, client) => this.emit("error", error, client));
    this.#outside.on("acquire", (client) => this.emit("acquire", client));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | void {
    // Read before queueing: a connection is handed over in the context of whoever gave it back.
    const scope = currentScope();
    const checkedOut = scope === undefined ? Promise.reject(unscoped()) : this.checkOut(scope.tenantId);
    if (callback === undefined) return checkedOut.then(guarded);
    checkedOut.then(
      (client) => callback(undefined, client, (error) => client.release(error)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
  }

  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> | void {
    const ended = Promise.all([super.end(), this.#outside.end()]).then(() => undefined);
    if (callback === undefined) return ended;
    ended.then(callback, callback);
  }

  private async checkOut(tenantId: string | null): Promise<pg.PoolClient> {
    if (tenantId === null) return await this.#outside.connect();
    const client = await super.connect();
    try {
      await setTenant(client, tenantId);
      return client;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }
}

const outsideConnections = 4;

/**
 * A session that the server ends while somebody holds its connection, but asks nothing at that moment, says so by an
 * event; unheard it would end the process. Whoever holds it learns of it from their next statement.
 */
const bearEnd = (client: pg.PoolClient): void => {
  client.on("error", (error: Error) => log.warn({ err: error }, "A connection to the database was lost."));
};

const unscoped = () => new Error("A query without a tenant: wrap the call in runInTenant or runOutsideTenants.");

/** A pool for the application's role, with the server-side limits on each of its connections. */
export const makePool = (connectionString: string, max: number): TenantPool =>
  new TenantPool({
    connectionString,
    max,
    connectionTimeoutMillis: 10_000,
    application_name: "pitlane",
    options: limits.map((limit) => `-c ${limit}`).join(" "),
  });

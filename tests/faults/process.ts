import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { freePort } from "../../scripts/lib/processes.mjs";
import type { Order, Report } from "./app.ts";

export type AppOptions = {
  /** From `bundleApp`. */
  readonly app: string;
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  readonly smtpUrl: string;
  readonly workers?: boolean;
  /** Whether the next process loads its code while this one lives. */
  readonly standby?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
};

export type Memory = { readonly rss: number; readonly heap: number };

/**
 * One app process at one address, started again after each death, with what stands still of it: who it is, where its
 * database, files and mailbox are.
 */
export const appProcess = async (options: AppOptions) => {
  const port = await freePort();
  const url = new URL(options.databaseUrl);
  // By this name its sessions are told from everybody else's.
  const sessions = `app-${port}`;
  url.searchParams.set("application_name", sessions);
  let child: ChildProcess | null = null;
  let up = Promise.withResolvers<void>();
  let isUp = false;
  let onStop: (point: string) => void = () => undefined;
  let onArmed: () => void = () => undefined;
  let onPoints: (points: readonly string[]) => void = () => undefined;
  let onMemory: (bytes: Memory) => void = () => undefined;

  const load = (): ChildProcess => {
    const started = fork(options.app, {
      cwd: root,
      execArgv: ["--disable-warning=ExperimentalWarning", "--disable-warning=DeprecationWarning", "--expose-gc"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        // Its code is compiled once, not at each start.
        NODE_COMPILE_CACHE: path.join(path.dirname(options.app), "compiled"),
        DATABASE_URL: url.href,
        DATA_DIR: options.dataDirectory,
        SMTP_URL: options.smtpUrl,
        MAILBOX_DIR: path.join(options.dataDirectory, "mailbox"),
        PORT: String(port),
        WORKERS: options.workers === false ? "0" : "1",
        // The load signs in once, and from one address.
        SIGN_IN_PER_MINUTE: "1000",
        SIGN_UPS_PER_HOUR: "100000",
        BOOKINGS_PER_HOUR: "100000",
        HOLDS_PER_HOUR: "100000",
        PAYMENTS_PER_HOUR: "100000",
        ...options.environment,
      },
    });
    started.on("message", (report: Report) => {
      if ("listening" in report) {
        isUp = true;
        up.resolve();
      } else if ("armed" in report) onArmed();
      else if ("stoppedAt" in report) onStop(report.stoppedAt);
      else if ("memory" in report) onMemory(report.memory);
      else onPoints(report.points);
    });
    return started;
  };
  let standby: ChildProcess | null = null;
  const start = (): void => {
    child = standby ?? load();
    child.send({ serve: true } satisfies Order);
    standby = options.standby ? load() : null;
  };
  const kill = async (signal: NodeJS.Signals = "SIGKILL"): Promise<void> => {
    const dying = child;
    if (dying === null) return;
    child = null;
    // Whoever waits for one that died before it listened waits for the next.
    if (isUp) up = Promise.withResolvers();
    isUp = false;
    const ended = new Promise((resolve) => dying.once("exit", resolve));
    if (dying.exitCode === null && dying.signalCode === null) {
      dying.kill(signal);
      await ended;
    }
  };
  /** One that has died in the meantime hears nothing. */
  const order = (what: Order): void => {
    if (child?.connected) child.send(what);
  };

  return {
    origin: `http://127.0.0.1:${port}`,
    sessions,
    start,
    kill,
    /** Ends this process and the one that stands by. */
    end: async () => {
      await kill();
      standby?.kill("SIGKILL");
    },
    pid: () => child?.pid ?? 0,
    /** Settles when the process that runs now, or the next one, listens. */
    listening: () => up.promise,
    /** From now on the first that passes each of `points`, and of no others, stops there, is told of, and waits for `goOn`. */
    stopAt: (points: readonly string[], stopped: (point: string) => void): Promise<void> => {
      onStop = stopped;
      return new Promise((resolve) => {
        onArmed = resolve;
        order({ stopAt: points });
      });
    },
    goOn: (point: string, by: "return" | "throw") => order({ goOn: point, by }),
    memory: (): Promise<Memory> =>
      new Promise((resolve) => {
        onMemory = resolve;
        order({ tellMemory: true });
      }),
    /** The points passed since this was last asked. */
    points: (): Promise<readonly string[]> =>
      new Promise((resolve) => {
        onPoints = resolve;
        order({ tellPoints: true });
      }),
  };
};
export type AppProcess = Awaited<ReturnType<typeof appProcess>>;

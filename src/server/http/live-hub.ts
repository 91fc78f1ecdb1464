import { type Listener, startListening } from "#/server/db/listen.ts";
import { type Change, changesChannel } from "#/server/db/live.ts";
import { log } from "#/server/log.ts";

/** What a stream is told: one record changed, or news may have been missed and all is to be read again. */
export type News =
  | { readonly kind: "change"; readonly at: number; readonly change: Change }
  | { readonly kind: "again"; readonly at: number };
export type Hear = (news: News) => void;

type Hub = {
  readonly hearers: Map<string, Set<Hear>>;
  /** The last changes, so that a stream that opens late can be told what it missed. */
  recent: (News & { kind: "change" })[];
  /** Everything since then is in `recent`; null while nobody listens to the database. */
  completeSince: number | null;
  /** One for the process. */
  listener: Listener | null;
};

declare global {
  var pitlaneLiveHub: Hub | undefined;
}

globalThis.pitlaneLiveHub ??= {
  hearers: new Map(),
  recent: [],
  completeSince: null,
  listener: null,
};
const hub: Hub = globalThis.pitlaneLiveHub;

const kept = 500;
/** A change is announced a moment after its commit, and two processes' clocks differ: told twice beats never. */
const overlapMs = 2000;

const isChange = (value: unknown): value is Change =>
  typeof value === "object" &&
  value !== null &&
  ["tenantId", "subjectType", "subjectId"].every((name) => typeof Reflect.get(value, name) === "string");

const readChange = (payload: string | undefined): Change | null => {
  try {
    const value: unknown = JSON.parse(payload ?? "");
    return isChange(value) ? value : null;
  } catch {
    return null;
  }
};

const announce = (payload: string | undefined): void => {
  const change = readChange(payload);
  if (change === null) {
    log.warn({ payload }, "A change that nobody can read was announced.");
    return;
  }
  const news = { kind: "change", at: Date.now(), change } as const;
  hub.recent.push(news);
  while (hub.recent.length > kept) hub.completeSince = hub.recent.shift()?.at ?? null;
  for (const hear of hub.hearers.get(change.tenantId) ?? []) hear(news);
};

/** Streams are told to read again: what was announced while nobody listened is not known. */
const connected = (): void => {
  hub.completeSince = Date.now();
  const news = { kind: "again", at: Date.now() } as const;
  for (const hearers of hub.hearers.values()) for (const hear of hearers) hear(news);
};

const lost = (): void => {
  hub.completeSince = null;
  hub.recent = [];
};

/** Registers `hear` for one tenant's changes; waits until the process listens. Returns how to stop. */
export const hearChanges = async (tenantId: string, hear: Hear): Promise<() => void> => {
  hub.listener ??= startListening({ channel: changesChannel, log, heard: announce, connected, lost });
  await hub.listener.tried;
  const hearers = hub.hearers.get(tenantId) ?? new Set();
  hub.hearers.set(tenantId, hearers.add(hear));
  return () => {
    hearers.delete(hear);
    if (hearers.size === 0 && hub.hearers.get(tenantId) === hearers) hub.hearers.delete(tenantId);
  };
};

/** What a tenant's stream has missed since `since` (epoch ms); null when that is no longer known. */
export const missedSince = (tenantId: string, since: number): readonly News[] | null =>
  hub.completeSince === null || since < hub.completeSince
    ? null
    : hub.recent.filter(({ at, change }) => at > since - overlapMs && change.tenantId === tenantId);

/** Ends the connection: at shutdown, and after tests. */
export const closeLiveHub = async (): Promise<void> => {
  const { listener } = hub;
  hub.listener = null;
  hub.completeSince = null;
  await listener?.stop();
};

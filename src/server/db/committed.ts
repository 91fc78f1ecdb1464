/** An event as its row says, told in the moment its transaction has committed. */
export type CommittedEvent = {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly actorId: string | null;
  readonly correlationId: string;
  readonly origin: string | null;
  readonly data: unknown;
  /** Who is owed a delivery of it. */
  readonly consumers: readonly string[];
  readonly occurredAt: Date;
  /** The trace that it was told in, while traces are exported. */
  readonly traceparent: string | null;
};

/** Takes committed events of one tenant; false when it cannot now, and others are to be woken. */
type Take = (tenantId: string, events: readonly CommittedEvent[]) => boolean;

declare global {
  var pitlaneTakers: Set<Take> | undefined;
}

// Next bundles instrumentation, where the relay starts, apart from the routes, where transactions commit.
globalThis.pitlaneTakers ??= new Set<Take>();
const takers = globalThis.pitlaneTakers;

/** A relay of this process offers to take events the moment they are committed; returns what ends that. */
export const onCommitted = (take: Take): (() => void) => {
  takers.add(take);
  return () => void takers.delete(take);
};

/** Hands events to one relay of this process; false when there is none that takes them. */
export const handCommitted = (tenantId: string, events: readonly CommittedEvent[]): boolean =>
  [...takers].some((take) => take(tenantId, events));

/**
 * How long a poll leaves events alone that are about to be handed over by the process that writes them; if that dies
 * first, another takes them then.
 */
export const handOverGraceMs = (): number => (takers.size > 0 ? 2000 : 0);

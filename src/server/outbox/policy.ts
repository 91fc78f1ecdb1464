/** How often and how long an effect is tried. One object, so that tests can shorten it. */
export type DeliveryPolicy = {
  /** Starts in all, those of a dead worker included. */
  readonly attempts: number;
  /** Wait after the first and the second failure. */
  readonly backoffMs: readonly number[];
  /** How long a delivery stays with a worker that no longer answers. */
  readonly leaseMs: number;
  /** How long after it was sent an event may go unanswered before it is sent again. */
  readonly graceMs: number;
};

declare global {
  var pitlaneDeliveryPolicy: DeliveryPolicy | undefined;
}

const standard: DeliveryPolicy = { attempts: 3, backoffMs: [60_000, 120_000], leaseMs: 20_000, graceMs: 60_000 };

export const deliveryPolicy = (): DeliveryPolicy => globalThis.pitlaneDeliveryPolicy ?? standard;

/** Replaces the waits (tests only); undefined puts the standard back. */
export const setDeliveryPolicy = (policy: Partial<DeliveryPolicy> | undefined): void => {
  globalThis.pitlaneDeliveryPolicy = policy && { ...standard, ...policy };
};

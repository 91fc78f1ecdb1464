import { formatDate } from "#/domain/time.ts";

/** A workshop tries the product for so many days; then it can be read until it is subscribed. */
export const trialDays = 30;

export const subscriptionStates = ["TRIAL", "ACTIVE", "EXPIRED"] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/** As it is kept. */
export type Subscription = { readonly subscription: SubscriptionState; readonly trialEndsAt: Date | null };

const dayMs = 24 * 60 * 60 * 1000;

export const trialEnd = (from: Date): Date => new Date(from.getTime() + trialDays * dayMs);

/** Where a subscription stands at `now`: a trial is over when its time has come, whether or not anybody noted it. */
export const standing = ({ subscription, trialEndsAt }: Subscription, now: Date): SubscriptionState =>
  subscription === "TRIAL" && trialEndsAt !== null && trialEndsAt <= now ? "EXPIRED" : subscription;

/** Days of the trial that have not begun to run out, counting the one under way: the last day is 1. */
export const daysLeft = (trialEndsAt: Date, now: Date): number =>
  Math.max(0, Math.ceil((trialEndsAt.getTime() - now.getTime()) / dayMs));

/** Why nothing can be changed any more, and what can be done. */
export const readOnlySentence = (trialEndsAt: Date | null, zone: string): string =>
  `${trialEndsAt === null ? "The subscription has ended" : `The trial ended on ${formatDate(trialEndsAt, zone)}`}. Everything can still be read, printed and exported; to go on working, have the subscription activated by whoever runs Pitlane for you.`;

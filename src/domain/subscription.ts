import type { Permission } from "#/domain/permissions.ts";

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

/**
 * What a member may still do once the subscription has ended: mend what was promised before, keep their own account,
 * look around, and erase a person who asks for it, which the law does not let wait (GDPR, article 17). Everything else
 * that changes something waits.
 */
const openAfterwards: ReadonlySet<Permission> = new Set([
  "account.edit",
  "customer.erase",
  "member.view_as",
  "operation.repair",
]);

/** Why a permission to change something does not count any more, and what can be done; null while it does. */
export const whyReadOnly = (subscription: Subscription, permission: Permission, now: Date): string | null =>
  openAfterwards.has(permission) || standing(subscription, now) !== "EXPIRED"
    ? null
    : `${subscription.subscription === "TRIAL" ? "The trial of this workshop has ended" : "The subscription of this workshop has ended"}: everything can be read, printed and exported, but nothing changed. To go on working, have it activated by whoever runs Pitlane for you.`;

"use client";

import { useShell } from "#/components/shell/shell-context.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { daysLeft, standing } from "#/domain/subscription.ts";
import { formatDay, formatTime } from "#/domain/time.ts";

/** From here on the end of the trial is everybody's business; before, it stands in the member's menu and the settings. */
const saidFrom = 7;

/** How long the trial lasts, in its last days, and that it is over: on every page. */
export function TrialBanner() {
  const { subscription, trialEndsAt, branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const stands = standing({ subscription, trialEndsAt }, now);
  if (stands === "EXPIRED") {
    return (
      <Banner tone="warn">
        <strong className="font-strong">
          {trialEndsAt === null
            ? "The subscription has ended."
            : `The trial ended on ${formatDay(trialEndsAt, branch.zone)}.`}
        </strong>{" "}
        Everything can be read, printed and exported, but nothing changed. To go on working, have it activated by
        whoever runs Pitlane for you.
      </Banner>
    );
  }
  if (stands !== "TRIAL" || trialEndsAt === null) return null;
  const days = daysLeft(trialEndsAt, now);
  if (days > saidFrom) return null;
  return (
    <Banner tone={days > 2 ? "note" : "warn"}>
      <strong className="font-strong">
        {days === 1 ? "The last day of the trial." : `${days} days of the trial are left.`}
      </strong>{" "}
      It ends on {formatDay(trialEndsAt, branch.zone)} at {formatTime(trialEndsAt, branch.zone)}; then everything can be
      read, but nothing changed.
    </Banner>
  );
}

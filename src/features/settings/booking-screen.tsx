"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useShell } from "#/components/shell/shell-context.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { bookingLimits } from "#/domain/booking-limits.ts";
import { isoDateIn } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ClosuresPanel } from "./closures-panel.tsx";
import { RulesForm } from "./rules-form.tsx";

/** How each branch takes bookings, and when it takes none. */
export function BookingScreen() {
  const trpc = useTRPC();
  const nowMs = useNow(useShell().renderedAt);
  const branches = useSuspenseQuery(trpc.settings.branches.queryOptions()).data;
  const rules = useSuspenseQuery(trpc.settings.bookingRules.queryOptions()).data;
  return (
    <div className="flex flex-col gap-3">
      {branches
        .filter(({ closedAt }) => closedAt === null)
        .map((branch) => {
          const own = rules.find(({ branchId }) => branchId === branch.id);
          return (
            <Panel key={branch.id}>
              <PanelHead
                end={
                  <TextLink href={`/settings/branches/${branch.id}`}>
                    Opening hours<span className="sr-only"> of {branch.name}</span>
                  </TextLink>
                }
                title={branch.name}
              />
              {own ? (
                <div className="border-t px-4 py-3">
                  <RulesForm branch={branch} rules={own} />
                </div>
              ) : null}
              <ClosuresPanel branch={branch} today={isoDateIn(new Date(nowMs), branch.zone)} />
            </Panel>
          );
        })}
      <Panel>
        <PanelHead title="Limits of the public page" />
        <ul className="list-disc border-t py-2.5 pr-4 pl-8 text-ink-2">
          <li>
            {bookingLimits.bookingsOfContact} bookings to come and {bookingLimits.requestsOfContact} open requests of
            one e-mail address or phone number
          </li>
          <li>
            {bookingLimits.perAddressHour} bookings an hour from one connection, {bookingLimits.perTenantHour} for the
            whole workshop
          </li>
          <li>{bookingLimits.holdsOfAddress} times held at once from one connection, one in a browser</li>
        </ul>
        <p className="px-4 pb-3 text-dense text-ink-3">
          They keep machines from filling the calendar. The desk is not bound by them.
        </p>
      </Panel>
    </div>
  );
}

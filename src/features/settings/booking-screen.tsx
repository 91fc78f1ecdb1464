"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useShell } from "#/components/shell/shell-context.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { isoDateIn } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ClosuresPanel } from "./closures-panel.tsx";
import { LimitsForm } from "./limits-form.tsx";
import { RulesForm } from "./rules-form.tsx";

/** How each branch takes bookings, when it takes none, and how many of them the workshop bears. */
export function BookingScreen() {
  const trpc = useTRPC();
  const nowMs = useNow(useShell().renderedAt);
  const branches = useSuspenseQuery(trpc.settings.branches.queryOptions()).data;
  const rules = useSuspenseQuery(trpc.settings.bookingRules.queryOptions()).data;
  const limits = useSuspenseQuery(trpc.settings.bookingLimits.queryOptions()).data;
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
        <div className="border-t px-4 py-3">
          <LimitsForm limits={limits} />
        </div>
      </Panel>
    </div>
  );
}

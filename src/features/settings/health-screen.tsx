"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import type { HealthView } from "#/domain/booking-rules.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";

type BranchHealth = HealthView["branches"][number];
type Problem = BranchHealth["problems"][number];

const fixes = {
  rules: { word: "Open online booking", path: () => "/settings/booking" },
  hours: { word: "Open the branch", path: (branchId: string) => `/settings/branches/${branchId}` },
  bays: { word: "Open the bays", path: () => "/settings/bays" },
  services: { word: "Open the services", path: () => "/settings/services" },
  technicians: { word: "Open the technicians", path: () => "/settings/technicians" },
  calendar: { word: "Open the calendar", path: (branchId: string) => `/calendar?branch=${branchId}&view=week` },
} as const satisfies Record<Problem["fix"], { word: string; path: (branchId: string) => string }>;

/** Every service tried at every branch as a customer would: when it is free next, or what is in the way. */
export function HealthScreen() {
  const trpc = useTRPC();
  const { branches, branch: here, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const health = useSuspenseQuery(trpc.settings.bookingHealth.queryOptions());
  const { weeks } = health.data;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-3 text-ink-2">
        What a customer would be offered in the coming {weeks} weeks, tried just now.
        <Button
          busy={health.isFetching && "Trying"}
          className="ml-auto"
          onClick={() => void health.refetch()}
          size="sm"
        >
          Try again
        </Button>
      </p>
      {health.data.branches.map((branch) => (
        <BranchPanel
          branch={branch}
          key={branch.branchId}
          now={now}
          zone={branches.find(({ id }) => id === branch.branchId)?.zone ?? here.zone}
        />
      ))}
    </div>
  );
}

function BranchPanel({ branch, zone, now }: { branch: BranchHealth; zone: string; now: Date }) {
  const broken = branch.services.filter(({ problems }) => problems.length > 0).length + branch.problems.length;
  return (
    <Panel aria-label={branch.branchName}>
      <PanelHead
        end={
          <span className="flex items-center gap-1.5">
            <Glyph shape={broken === 0 ? "tickDisc" : "octagon"} tone={broken === 0 ? "ok" : "bad"} />
            {broken === 0 ? "All can be booked" : broken === 1 ? "1 thing to mend" : `${broken} things to mend`}
          </span>
        }
        title={branch.branchName}
      />
      {branch.problems.length > 0 ? (
        <ul className="border-t bg-bad-soft px-4 py-2">
          {branch.problems.map((problem) => (
            <ProblemRow branchId={branch.branchId} key={problem.code + problem.sentence} problem={problem} />
          ))}
        </ul>
      ) : null}
      <ul aria-label={`Services of ${branch.branchName}`} className="divide-y divide-line border-t">
        {branch.services.length === 0 ? (
          <li className="px-4 py-3 text-ink-2">
            No service is booked online here. <TextLink href="/settings/services">Add one</TextLink>
          </li>
        ) : null}
        {branch.services.map((service) => (
          <li className="px-4 py-2" key={service.serviceId}>
            <p className="grid items-baseline gap-x-3 sm:grid-cols-[13rem_1fr]">
              <span className="font-strong">{service.name}</span>
              <span className="text-ink-2">
                {service.nextFree
                  ? `next ${formatMoment(service.nextFree, zone, now)}, ${service.freeStarts} free starts`
                  : "no free start"}
              </span>
            </p>
            {service.problems.length > 0 ? (
              <ul>
                {service.problems.map((problem) => (
                  <ProblemRow branchId={branch.branchId} key={problem.code + problem.sentence} problem={problem} />
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const ProblemRow = ({ problem, branchId }: { problem: Problem; branchId: string }) => {
  const fix = fixes[problem.fix];
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 py-0.5">
      <Glyph className="self-center" shape="octagon" tone="bad" />
      <span>{problem.sentence}</span>
      <TextLink href={fix.path(branchId)}>{fix.word}</TextLink>
    </li>
  );
};

"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import type { TechnicianHoursView } from "#/domain/booking-rules.ts";
import { weekdays } from "#/domain/hours.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { sayDay } from "./day-text.ts";
import { CheckSetting, SettingsFormFrame, TextSetting } from "./form-parts.tsx";
import { HoursFields } from "./hours-fields.tsx";
import {
  fieldAt,
  parseTechnician,
  type TechnicianFields,
  type TechnicianTextField,
  textOf,
} from "./technician-text.ts";
import { useSettingsForm } from "./use-settings-form.ts";

/** Who works when at each branch, and what they know that not everybody does. */
export function TechniciansScreen() {
  const trpc = useTRPC();
  const branches = useSuspenseQuery(trpc.settings.branches.queryOptions()).data;
  const technicians = useSuspenseQuery(trpc.settings.technicianHours.queryOptions()).data;
  const rules = useSuspenseQuery(trpc.settings.bookingRules.queryOptions()).data;
  return (
    <div className="flex flex-col gap-3">
      {branches
        .filter(({ closedAt }) => closedAt === null)
        .map((branch) => {
          const own = technicians.filter(({ branchId }) => branchId === branch.id);
          const needed = rules.find(({ branchId }) => branchId === branch.id)?.technicians ?? false;
          return (
            <Panel key={branch.id}>
              <PanelHead
                end={
                  <TextLink href="/settings/booking">
                    {needed ? "A free technician is needed to book" : "A free bay is enough to book"}
                    <span className="sr-only"> at {branch.name}</span>
                  </TextLink>
                }
                title={branch.name}
              />
              <ul aria-label={`Technicians of ${branch.name}`} className="divide-y divide-line border-t">
                {own.length === 0 ? (
                  <li className="px-4 py-3 text-ink-2">
                    No technician works here yet. Invite one under Members, and choose this branch.
                  </li>
                ) : null}
                {own.map((technician) => (
                  <TechnicianRow branchName={branch.name} key={technician.memberId} technician={technician} />
                ))}
              </ul>
            </Panel>
          );
        })}
    </div>
  );
}

function TechnicianRow({ technician, branchName }: { technician: TechnicianHoursView; branchName: string }) {
  const mayEdit = useMay("settings.edit");
  const [editing, setEditing] = useState(false);
  if (editing)
    return (
      <li className="px-4 py-2">
        <TechnicianForm branchName={branchName} onDone={() => setEditing(false)} technician={technician} />
      </li>
    );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <div className="min-w-0">
        <p className="font-strong">{technician.name}</p>
        <p className="text-dense text-ink-2">
          {[hoursSaid(technician), technician.skills.length > 0 ? `knows ${technician.skills.join(", ")}` : null]
            .filter(Boolean)
            .join("; ")}
        </p>
      </div>
      {mayEdit ? (
        <Button
          aria-label={`Change hours and skills of ${technician.name} at ${branchName}`}
          className="ml-auto"
          onClick={() => setEditing(true)}
          size="sm"
        >
          Change
        </Button>
      ) : null}
    </li>
  );
}

const hoursSaid = ({ weekHours }: TechnicianHoursView): string => {
  if (weekHours === null) return "Works while the branch is open";
  const days = weekHours.flatMap((hours, at) =>
    hours === null ? [] : [`${weekdays[at]?.slice(0, 3)} ${sayDay(`${hours.opens}-${hours.closes}`)}`],
  );
  return days.length === 0 ? "Does not work here" : days.join(", ");
};

function TechnicianForm({
  technician,
  branchName,
  onDone,
}: {
  technician: TechnicianHoursView;
  branchName: string;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.settings.updateTechnicianHours.mutationOptions());
  const { branchId, memberId, version, name } = technician;
  const form = useSettingsForm<TechnicianTextField, TechnicianFields>({
    place: `settings.technician.${branchId}.${memberId}`,
    stored: textOf(technician),
    parse: parseTechnician,
    fieldAt,
    save: (value, idempotencyKey) => update.mutateAsync({ branchId, memberId, version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.settings.pathFilter()),
    saved: `Hours of ${name} saved`,
    onSaved: onDone,
  });
  return (
    <SettingsFormFrame
      form={form}
      label={`Hours and skills of ${name} at ${branchName}`}
      mayEdit
      onCancel={onDone}
      word="Save hours"
    >
      <p className="mb-2 text-section">{name}</p>
      <CheckSetting
        field="own"
        form={form}
        hint="Without them: works while the branch is open"
        label="Hours of their own"
      />
      {form.text.own === "yes" ? <HoursFields closed="Off" disabled={false} form={form} /> : null}
      <div className="mt-2">
        <TextSetting
          field="skills"
          form={form}
          hint="Words that services ask for, with commas between: hybrid, air conditioning"
          label="Knows"
        />
      </div>
    </SettingsFormFrame>
  );
}

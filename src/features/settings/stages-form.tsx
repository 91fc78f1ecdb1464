"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMay } from "#/components/shell/shell-context.tsx";
import type { CrmConnectionView, CrmMapping } from "#/domain/crm.ts";
import { jobCardStatuses, jobCardStatusWords } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ChoiceSetting, SettingsFields, SettingsFormFrame } from "./form-parts.tsx";
import { parseStages, type StageField, textOf } from "./stages-text.ts";
import { useSettingsForm } from "./use-settings-form.ts";

const none = { value: "", word: "Not chosen yet" };

/** In which pipeline jobs stand in the CRM, and which of its stages stands for which status. */
export function StagesForm({ connection }: { connection: CrmConnectionView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const map = useMutation(trpc.connection.mapCrm.mutationOptions());
  const { id: connectionId, version, choices } = connection;
  const stagesOf = (pipeline: string) => choices.pipelines.find(({ code }) => code === pipeline)?.stages ?? [];
  const form = useSettingsForm<StageField, CrmMapping>({
    place: `settings.stages.${connectionId}`,
    stored: textOf(connection.mapping),
    parse: (text) => parseStages(text, (pipeline) => stagesOf(pipeline).map(({ code }) => code)),
    fieldAt: () => null,
    save: (mapping, idempotencyKey) => map.mutateAsync({ connectionId, version, mapping, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.connection.pathFilter()),
    saved: "Stages saved",
  });
  const stages = [none, ...stagesOf(form.text.pipeline ?? "").map(({ code, name }) => ({ value: code, word: name }))];
  return (
    <SettingsFormFrame form={form} label="Stages of jobs" mayEdit={mayEdit} word="Save stages">
      <SettingsFields>
        <ChoiceSetting
          field="pipeline"
          form={form}
          label="Pipeline"
          options={[none, ...choices.pipelines.map(({ code, name }) => ({ value: code, word: name }))]}
        />
        {jobCardStatuses.map((status) => (
          <ChoiceSetting
            field={`stage.${status}`}
            form={form}
            key={status}
            label={jobCardStatusWords[status]}
            options={stages}
          />
        ))}
      </SettingsFields>
    </SettingsFormFrame>
  );
}

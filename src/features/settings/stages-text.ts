import type { Text } from "#/components/ui/edits.ts";
import { type CrmMapping, crmMapping } from "#/domain/crm.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";
import type { Parsed } from "./use-settings-form.ts";

/** `pipeline`, `stage.COMPLETED`: a choice each, empty where none is made. */
export type StageField = "pipeline" | `stage.${string}`;

export const textOf = ({ pipeline, stages }: CrmMapping): Text<StageField> => ({
  pipeline: pipeline ?? "",
  ...Object.fromEntries(jobCardStatuses.map((status) => [`stage.${status}`, stages[status] ?? ""])),
});

/** @param offered the stages of the pipeline that is chosen: those of another one are left out with it */
export const parseStages = (
  text: Text<StageField>,
  offered: (pipeline: string) => readonly string[],
): Parsed<StageField, CrmMapping> => {
  const pipeline = text.pipeline ?? "";
  const there = offered(pipeline);
  const stages = jobCardStatuses.flatMap((status) => {
    const stage = Object.entries(text).find(([field]) => field === `stage.${status}`)?.[1] ?? "";
    return there.includes(stage) ? [[status, stage]] : [];
  });
  return {
    ok: true,
    value: crmMapping.parse({ pipeline: pipeline === "" ? null : pipeline, stages: Object.fromEntries(stages) }),
  };
};

import { z } from "zod";
import { id, moment, version } from "#/domain/fields.ts";
import { type JobCardStatus, jobCardStatuses } from "#/domain/transitions.ts";

/** The CRM that customers, vehicles and jobs are told to: what is connected, which stage stands for which status, and how each got there. */

export const crmWord = "HubSpot";

const code = z.string().min(1).max(120);
/** What the CRM offers: its pipelines of deals, and the currencies it keeps amounts in. */
export const crmChoices = z.object({
  currencies: z.array(z.string()),
  pipelines: z.array(
    z.object({
      code,
      name: z.string(),
      stages: z.array(z.object({ code, name: z.string(), outcome: z.enum(["OPEN", "WON", "LOST"]) })),
    }),
  ),
});
export type CrmChoices = z.infer<typeof crmChoices>;

/** In which pipeline jobs stand, and at which of its stages with each status; what is not chosen is absent. */
export const crmMapping = z.object({
  pipeline: code.nullable(),
  stages: z.partialRecord(z.enum(jobCardStatuses), code),
});
export type CrmMapping = z.infer<typeof crmMapping>;

const outcomeOf: Readonly<Record<JobCardStatus, "OPEN" | "WON" | "LOST">> = {
  CHECKED_IN: "OPEN",
  AWAITING_APPROVAL: "OPEN",
  AWAITING_PARTS: "OPEN",
  IN_PROGRESS: "OPEN",
  QUALITY_CHECK: "OPEN",
  COMPLETED: "WON",
  COLLECTED: "WON",
  CANCELLED: "LOST",
};

/** The likeliest: the first pipeline, and for each status its first stage of that outcome. @param pipeline instead of the first one */
export const proposeStages = ({ pipelines }: CrmChoices, pipeline?: string): CrmMapping => {
  const chosen = pipelines.find((each) => each.code === pipeline) ?? pipelines[0];
  return {
    pipeline: chosen?.code ?? null,
    stages: Object.fromEntries(
      jobCardStatuses.flatMap((status) => {
        const stage = chosen?.stages.find(({ outcome }) => outcome === outcomeOf[status]);
        return stage === undefined ? [] : [[status, stage.code]];
      }),
    ),
  };
};

export const crmConnectionView = z.object({
  id,
  version: z.int(),
  portalId: z.string(),
  connectedAt: moment,
  brokenAt: moment.nullable(),
  brokenReason: z.string().nullable(),
  choices: crmChoices,
  mapping: crmMapping,
  /** Whether vehicles are records of their own there; else they stand on each deal. */
  ownVehicles: z.boolean(),
});
export type CrmConnectionView = z.infer<typeof crmConnectionView>;
export const crmView = z.object({ connection: crmConnectionView.nullable() });
export type CrmView = z.infer<typeof crmView>;

/** Of a private app. */
export const connectCrmInput = z.object({
  token: z.string().trim().min(20, "A token of a private app begins with pat-.").max(300),
});
export const crmVersionInput = z.object({ connectionId: id, version });
export const mapStagesInput = z.object({ connectionId: id, version, mapping: crmMapping });

export const crmKinds = ["CONTACT", "VEHICLE", "DEAL"] as const;
export type CrmKind = (typeof crmKinds)[number];
export const crmKindWords: Readonly<Record<CrmKind, string>> = { CONTACT: "Customer", VEHICLE: "Vehicle", DEAL: "Job" };

export const listCrmSyncsInput = z.object({ cursor: id.nullish() });
export const crmSyncView = z.object({
  kind: z.enum(crmKinds),
  sourceId: id,
  /** What people call it: a name, a plate, a number. */
  title: z.string(),
  state: z.enum(["DONE", "FAILED", "RUNNING"]),
  attemptedAt: moment,
  attempts: z.int(),
  syncedAt: moment.nullable(),
  error: z.string().nullable(),
  externalId: z.string().nullable(),
});
export type CrmSyncView = z.infer<typeof crmSyncView>;
export const crmSyncsView = z.object({ syncs: z.array(crmSyncView), next: id.nullable() });
export const retryCrmInput = z.object({ kind: z.enum(crmKinds), sourceId: id });
export const crmSyncAskedView = z.object({ sourceId: id });

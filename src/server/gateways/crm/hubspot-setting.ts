import type { Client } from "@hubspot/api-client";
import { z } from "zod";
import type { CrmChoices } from "#/domain/crm.ts";
import { answered, type HubSpotCall } from "./hubspot-call.ts";
import { CrmError, type CrmSetting } from "./port.ts";

type Property = Parameters<Client["crm"]["properties"]["coreApi"]["create"]>[1];
type Schema = Parameters<Client["crm"]["schemas"]["coreApi"]["create"]>[0];

export const vehicleName = "pitlane_vehicle";

const text = (groupName: string, name: string, label: string, hasUniqueValue = false) => ({
  groupName,
  name,
  label,
  type: "string" as const,
  fieldType: "text" as const,
  hasUniqueValue,
});
const needed = {
  contacts: [text("contactinformation", "pitlane_id", "Pitlane id", true)],
  deals: [
    text("dealinformation", "pitlane_id", "Pitlane id", true),
    text("dealinformation", "pitlane_vehicle", "Vehicle"),
    text("dealinformation", "pitlane_invoice", "Invoice"),
  ],
};

/** Makes it there unless it stands there; who was first counts. */
const ensureProperty = async (call: HubSpotCall, object: string, property: ReturnType<typeof text>): Promise<void> => {
  const { PropertyCreateFieldTypeEnum, PropertyCreateTypeEnum } = await import(
    "@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js"
  );
  const wanted: Property = {
    ...property,
    type: PropertyCreateTypeEnum.String,
    fieldType: PropertyCreateFieldTypeEnum.Text,
  };
  try {
    await call((client) => client.crm.properties.coreApi.create(object, wanted));
  } catch (error) {
    if (!answered(error, 409)) throw error;
  }
};

/** The object that vehicles are; null where the account may have none of its own, which asks for Enterprise. */
const ensureVehicles = async (call: HubSpotCall): Promise<string | null> => {
  const { ObjectTypePropertyCreateTypeEnum } = await import(
    "@hubspot/api-client/lib/codegen/crm/schemas/models/ObjectTypePropertyCreate.js"
  );
  const property = (name: string, label: string, hasUniqueValue = false) => ({
    name,
    label,
    type: ObjectTypePropertyCreateTypeEnum.String,
    fieldType: "text",
    hasUniqueValue,
  });
  const schema: Schema = {
    name: vehicleName,
    labels: { singular: "Vehicle", plural: "Vehicles" },
    primaryDisplayProperty: "plate",
    secondaryDisplayProperties: ["make", "model"],
    searchableProperties: ["plate", "vin"],
    requiredProperties: ["pitlane_id"],
    properties: [
      property("pitlane_id", "Pitlane id", true),
      property("plate", "Plate"),
      property("make", "Make"),
      property("model", "Model"),
      property("year", "Year"),
      property("vin", "VIN"),
    ],
    associatedObjects: ["CONTACT", "DEAL"],
  };
  try {
    const { results } = await call((client) => client.crm.schemas.coreApi.getAll());
    const there = results.find(({ name }) => name === vehicleName);
    if (there !== undefined) return there.objectTypeId ?? there.fullyQualifiedName ?? null;
    const made = await call((client) => client.crm.schemas.coreApi.create(schema));
    return made.objectTypeId ?? made.fullyQualifiedName ?? null;
  } catch (error) {
    if (error instanceof CrmError && (answered(error, 403) || answered(error, 402))) return null;
    throw error;
  }
};

const details = z.object({
  portalId: z.number(),
  companyCurrency: z.string(),
  additionalCurrencies: z.array(z.string()).default([]),
});

const outcomeOf = (metadata: Readonly<Record<string, string>> = {}): "OPEN" | "WON" | "LOST" =>
  metadata.isClosed !== "true" ? "OPEN" : Number(metadata.probability ?? "0") > 0 ? "WON" : "LOST";

export const prepare = async (call: HubSpotCall): Promise<CrmSetting> => {
  const answer = await call(async (client) => {
    const response = await client.apiRequest({ method: "GET", path: "/account-info/v3/details" });
    if (!response.ok) throw Object.assign(new Error("refused"), { code: response.status, body: null });
    return details.safeParse(await response.json());
  });
  if (!answer.success) throw new CrmError("unknown", "HubSpot's answer could not be read.", { cause: answer.error });
  for (const property of needed.contacts) await ensureProperty(call, "contacts", property);
  for (const property of needed.deals) await ensureProperty(call, "deals", property);
  const vehicleObject = await ensureVehicles(call);
  const { results } = await call((client) => client.crm.pipelines.pipelinesApi.getAll("deals"));
  const { portalId, companyCurrency, additionalCurrencies } = answer.data;
  const choices: CrmChoices = {
    // The first one is the account's own.
    currencies: [companyCurrency, ...additionalCurrencies.filter((each) => each !== companyCurrency)],
    pipelines: results.map(({ id, label, stages }) => ({
      code: id,
      name: label,
      stages: stages
        .toSorted((a, b) => a.displayOrder - b.displayOrder)
        .map((stage) => ({ code: stage.id, name: stage.label, outcome: outcomeOf(stage.metadata) })),
    })),
  };
  return { portalId: String(portalId), vehicleObject, choices };
};

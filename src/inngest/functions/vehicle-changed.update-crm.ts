import { vehicleChanged } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { updateCrm } from "#/inngest/update-crm.ts";

/** Tells the CRM that is connected of a vehicle as it stands now. */
export const tellVehicleChange = consumer(
  vehicleChanged,
  "update-crm",
  updateCrm(({ vehicleId }) => ({ kind: "VEHICLE", sourceId: vehicleId })),
);

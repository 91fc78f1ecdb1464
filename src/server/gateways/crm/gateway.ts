import { env } from "#/env.ts";
import { createHubSpot } from "./hubspot.ts";
import type { CrmGateway } from "./port.ts";

let made: CrmGateway | undefined;

declare global {
  var pitlaneCrm: CrmGateway | undefined;
}

/** A test puts its own into `globalThis.pitlaneCrm`. */
export const crmGateway = (): CrmGateway => {
  if (globalThis.pitlaneCrm !== undefined) return globalThis.pitlaneCrm;
  made ??= createHubSpot({ apiBase: env.HUBSPOT_API_BASE });
  return made;
};

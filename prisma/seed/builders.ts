/** What tests and benchmarks build their worlds with. The connection is the administrator's. */

export { type BuiltService, buildLimits, buildRules, buildServices, type ServiceSpec } from "./build-booking.ts";
export {
  type BuiltJobCard,
  buildJobCard,
  buildJobCards,
  type JobCardOptions,
  type LineSpec,
} from "./build-job-cards.ts";
export {
  type BuiltCustomer,
  type BuiltPart,
  buildCustomersWithVehicles,
  buildCustomerWithVehicle,
  buildPart,
  buildParts,
} from "./build-people-and-parts.ts";
export {
  type BuiltBay,
  type BuiltBranch,
  type BuiltMember,
  type BuiltTenant,
  buildBranch,
  buildMembers,
  buildTenant,
  type World,
} from "./build-tenant.ts";
export { demoPassword } from "./cast.ts";

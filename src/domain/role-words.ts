import type { Role } from "#/domain/permissions.ts";

/** What people call each role. */
export const roleWords: Readonly<Record<Role, string>> = {
  OWNER: "Owner",
  ADMIN: "Admin",
  ADVISOR: "Service advisor",
  TECHNICIAN: "Technician",
  ACCOUNTANT: "Accountant",
};

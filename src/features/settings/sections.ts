import type { Permission } from "#/domain/permissions.ts";

/** The pages of the settings, in order. A page that exists has a row; no other has. */
export const sections: readonly { readonly href: string; readonly word: string; readonly permission: Permission }[] = [
  { href: "/settings", word: "Business", permission: "settings.read" },
  { href: "/settings/branches", word: "Branches", permission: "settings.read" },
  { href: "/settings/bays", word: "Bays", permission: "settings.read" },
  { href: "/settings/suppliers", word: "Suppliers", permission: "supplier.edit" },
  { href: "/settings/services", word: "Services", permission: "settings.read" },
  { href: "/settings/booking", word: "Online booking", permission: "settings.read" },
  { href: "/settings/technicians", word: "Technicians", permission: "settings.read" },
  { href: "/settings/booking-health", word: "Booking health", permission: "settings.read" },
  { href: "/settings/members", word: "Members", permission: "member.manage" },
  { href: "/settings/labour", word: "Labour and templates", permission: "settings.read" },
  { href: "/settings/messages", word: "Messages", permission: "settings.read" },
  { href: "/settings/connections", word: "Connections", permission: "settings.read" },
  { href: "/settings/webhooks", word: "Webhooks", permission: "settings.read" },
  { href: "/settings/import", word: "Import", permission: "import.run" },
  { href: "/settings/export", word: "Export", permission: "export.run" },
  { href: "/settings/audit", word: "Audit", permission: "audit.read" },
];

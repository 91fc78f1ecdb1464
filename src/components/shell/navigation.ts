import type { Permission } from "#/domain/permissions.ts";

export type NavigationEntry = {
  href: string;
  word: string;
  permission: Permission;
  /** Pages that stand beneath it: a job card is reached from the board. */
  also: readonly string[];
  /** Opened less often: behind More where there is little room. */
  folds?: true;
  icon:
    | "board"
    | "calendar"
    | "customers"
    | "parts"
    | "tasks"
    | "operations"
    | "history"
    | "reports"
    | "invoices"
    | "settings";
};

/** The pages of the workshop, in the order of the app bar. A page that exists has a row; no other has. */
export const navigation: readonly NavigationEntry[] = [
  {
    href: "/board",
    word: "Board",
    permission: "job_card.read",
    also: ["/job-cards"],
    icon: "board",
  },
  { href: "/calendar", word: "Calendar", permission: "appointment.read", also: [], icon: "calendar" },
  { href: "/customers", word: "Customers", permission: "customer.read", also: ["/vehicles"], icon: "customers" },
  {
    href: "/parts",
    word: "Parts",
    permission: "part.read",
    also: ["/purchase-orders", "/stock-counts", "/transfers", "/supplier-returns", "/cores"],
    icon: "parts",
  },
  { href: "/invoices", word: "Invoices", permission: "invoice.read", also: [], icon: "invoices" },
  { href: "/tasks", word: "Tasks", permission: "task.read", also: [], icon: "tasks" },
  { href: "/operations", word: "Operations", permission: "operation.read", also: [], icon: "operations" },
  { href: "/history", word: "History", permission: "history.read", also: [], icon: "history", folds: true },
  { href: "/reports", word: "Reports", permission: "report.read", also: [], icon: "reports", folds: true },
  { href: "/settings", word: "Settings", permission: "settings.read", also: [], icon: "settings", folds: true },
];

/** True on the page itself and on every page beneath it. */
export const standsOn = (entry: Pick<NavigationEntry, "href" | "also">, path: string): boolean =>
  [entry.href, ...entry.also].some((start) => path === start || path.startsWith(`${start}/`));

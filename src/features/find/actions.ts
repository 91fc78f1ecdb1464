import { navigation } from "#/components/shell/navigation.ts";
import type { Permission } from "#/domain/permissions.ts";

export type Action = { readonly id: string; readonly label: string; readonly href: string };

type Doing = Action & { readonly permission: Permission; readonly also: string };

const doing: readonly Doing[] = [
  {
    id: "new-card",
    label: "New job card",
    href: "/job-cards/new",
    permission: "job_card.create",
    also: "open add check in",
  },
  {
    id: "new-customer",
    label: "New customer",
    href: "/customers?customer=new",
    permission: "customer.edit",
    also: "add create person",
  },
  {
    id: "new-booking",
    label: "New booking",
    href: "/calendar?book=",
    permission: "appointment.edit",
    also: "appointment book calendar",
  },
  { id: "new-part", label: "Add a part", href: "/parts?part=new", permission: "part.edit", also: "new create" },
  {
    id: "overdue",
    label: "Overdue invoices",
    href: "/invoices?state=overdue",
    permission: "invoice.read",
    also: "owed unpaid late",
  },
];

const pages: readonly Doing[] = navigation.map(({ href, word, permission }) => ({
  id: `page ${href}`,
  label: word,
  href,
  permission,
  also: "open go to page",
}));

/** What can be done and where one can go, by the beginnings of what is typed: all of it while nothing is. */
export const actionsFor = (typed: string, may: (permission: Permission) => boolean): Action[] => {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return [...doing, ...pages].filter(({ permission, label, also }) => {
    const known = `${label} ${also}`.toLowerCase().split(" ");
    return may(permission) && words.every((word) => known.some((each) => each.startsWith(word)));
  });
};

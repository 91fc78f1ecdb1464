import { id } from "#/domain/fields.ts";
import { invoiceAges, invoiceStates, type ListInvoices } from "#/domain/invoice-list.ts";

/** What the address of the invoices says. The same on the server and in the browser. */
export type Address = {
  state: string | null;
  age: string | null;
  branch: string | null;
  customer: string | null;
  order: string | null;
};

/** What a view keeps of it. */
export const viewParameters = [
  "state",
  "age",
  "branch",
  "customer",
  "order",
] as const satisfies readonly (keyof Address)[];

/** The question that an address stands for; what it says that nobody knows is left out. */
export const askedOf = ({ state, age, branch, customer, order }: Address): Omit<ListInvoices, "cursor"> => ({
  state: invoiceStates.find((known) => known === state) ?? null,
  age: invoiceAges.find((known) => known === age) ?? null,
  branchId: id.safeParse(branch).data ?? null,
  customerId: id.safeParse(customer).data ?? null,
  order: order === "oldest" ? "oldest" : "newest",
});

type Raw = Record<string, string | string[] | undefined>;
const first = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;

/** An address as Next gives it to the page. */
export const addressOf = (raw: Raw): Address => ({
  state: first(raw.state),
  age: first(raw.age),
  branch: first(raw.branch),
  customer: first(raw.customer),
  order: first(raw.order),
});

export const isNarrowed = ({ state, age, branch, customer }: Address): boolean =>
  [state, age, branch, customer].some((each) => each !== null);

export const allInvoices = { state: null, age: null, branch: null, customer: null } satisfies Partial<Address>;

/** Where the workshop shows a record, by the type that events, runs and tasks give it. */
const pages: Readonly<Record<string, { readonly path: (id: string) => string; readonly noun: string }>> = {
  jobCard: { path: (id) => `/job-cards/${id}`, noun: "job card" },
  appointment: { path: (id) => `/calendar?open=${id}`, noun: "appointment" },
  invoice: { path: (id) => `/invoices/${id}`, noun: "invoice" },
  customer: { path: (id) => `/customers/${id}`, noun: "customer" },
  vehicle: { path: (id) => `/vehicles/${id}`, noun: "vehicle" },
  part: { path: (id) => `/parts/${id}`, noun: "part" },
  purchaseOrder: { path: (id) => `/purchase-orders/${id}`, noun: "purchase order" },
  stockCount: { path: (id) => `/stock-counts/${id}`, noun: "count" },
  stockCountLine: { path: (id) => `/stock-counts/${id}`, noun: "count" },
  stockTransfer: { path: (id) => `/transfers/${id}`, noun: "transfer" },
  supplierReturn: { path: (id) => `/supplier-returns/${id}`, noun: "return" },
  core: { path: (id) => `/cores/${id}`, noun: "core" },
  supplier: { path: () => "/settings/suppliers", noun: "supplier" },
  labourRate: { path: () => "/settings/labour", noun: "labour rate" },
  template: { path: () => "/settings/labour", noun: "template" },
  branch: { path: (id) => `/settings/branches/${id}`, noun: "branch" },
  bay: { path: () => "/settings/bays", noun: "bay" },
  serviceOffer: { path: () => "/settings/services", noun: "service" },
  tenant: { path: () => "/settings", noun: "business" },
  member: { path: () => "/settings/members", noun: "member of staff" },
  invitation: { path: () => "/settings/members", noun: "invitation" },
  connection: { path: () => "/settings/connections", noun: "connection" },
  webhookEndpoint: { path: () => "/settings/webhooks", noun: "webhook endpoint" },
  webhookDelivery: { path: () => "/settings/webhooks", noun: "webhook message" },
  import: { path: (id) => `/settings/import/${id}`, noun: "import" },
  task: { path: (id) => taskPage(id), noun: "task" },
};

/** Where a task is taken. */
export const taskPage = (taskId: string): string => `/tasks?task=${taskId}`;

/** The page of a record and what to call it; null when it has none. */
export const pageOf = (
  subject: { readonly type: string; readonly id: string } | null,
): { href: string; noun: string } | null => {
  const page = subject === null || !Object.hasOwn(pages, subject.type) ? undefined : pages[subject.type];
  return subject === null || page === undefined ? null : { href: page.path(subject.id), noun: page.noun };
};

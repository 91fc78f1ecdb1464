import { accountRouter } from "#/server/api/routers/account.ts";
import { appointmentRouter } from "#/server/api/routers/appointment.ts";
import { auditRouter } from "#/server/api/routers/audit.ts";
import { bookingRouter } from "#/server/api/routers/booking.ts";
import { connectionRouter } from "#/server/api/routers/connection.ts";
import { coreRouter } from "#/server/api/routers/core.ts";
import { customerRouter } from "#/server/api/routers/customer.ts";
import { historyRouter } from "#/server/api/routers/history.ts";
import { importRouter } from "#/server/api/routers/import.ts";
import { invitationRouter } from "#/server/api/routers/invitation.ts";
import { invoiceRouter } from "#/server/api/routers/invoice.ts";
import { jobCardRouter } from "#/server/api/routers/job-card.ts";
import { memberRouter } from "#/server/api/routers/member.ts";
import { messageRouter } from "#/server/api/routers/message.ts";
import { messageChoiceRouter } from "#/server/api/routers/message-choice.ts";
import { operationRouter } from "#/server/api/routers/operation.ts";
import { partRouter } from "#/server/api/routers/part.ts";
import { payRouter } from "#/server/api/routers/pay.ts";
import { paymentRouter } from "#/server/api/routers/payment.ts";
import { purchaseOrderRouter } from "#/server/api/routers/purchase-order.ts";
import { reportRouter } from "#/server/api/routers/report.ts";
import { savedViewRouter } from "#/server/api/routers/saved-view.ts";
import { searchRouter } from "#/server/api/routers/search.ts";
import { settingsRouter } from "#/server/api/routers/settings.ts";
import { stockCountRouter } from "#/server/api/routers/stock-count.ts";
import { stockTransferRouter } from "#/server/api/routers/stock-transfer.ts";
import { supplierRouter } from "#/server/api/routers/supplier.ts";
import { supplierReturnRouter } from "#/server/api/routers/supplier-return.ts";
import { taskRouter } from "#/server/api/routers/task.ts";
import { templateRouter } from "#/server/api/routers/template.ts";
import { tenantRouter } from "#/server/api/routers/tenant.ts";
import { vehicleRouter } from "#/server/api/routers/vehicle.ts";
import { visitRouter } from "#/server/api/routers/visit.ts";
import { webhookRouter } from "#/server/api/routers/webhook.ts";
import { createCallerFactory, router } from "#/server/api/trpc.ts";

/** One router for each noun. */
export const appRouter = router({
  account: accountRouter,
  appointment: appointmentRouter,
  audit: auditRouter,
  booking: bookingRouter,
  connection: connectionRouter,
  core: coreRouter,
  customer: customerRouter,
  invitation: invitationRouter,
  history: historyRouter,
  import: importRouter,
  invoice: invoiceRouter,
  jobCard: jobCardRouter,
  member: memberRouter,
  message: messageRouter,
  messageChoice: messageChoiceRouter,
  operation: operationRouter,
  part: partRouter,
  pay: payRouter,
  payment: paymentRouter,
  report: reportRouter,
  purchaseOrder: purchaseOrderRouter,
  savedView: savedViewRouter,
  search: searchRouter,
  settings: settingsRouter,
  stockCount: stockCountRouter,
  stockTransfer: stockTransferRouter,
  supplier: supplierRouter,
  supplierReturn: supplierReturnRouter,
  task: taskRouter,
  tenant: tenantRouter,
  template: templateRouter,
  vehicle: vehicleRouter,
  visit: visitRouter,
  webhook: webhookRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in process, through the same middleware as HTTP. */
export const createCaller = createCallerFactory(appRouter);

import { emailAccountLink } from "#/inngest/functions/account-link-sent.email-account-link.ts";
import { bookAgain } from "#/inngest/functions/accounting-sync-asked.sync-accounting.ts";
import { emailAlert } from "#/inngest/functions/alert-raised.email-alert.ts";
import { smsAlert } from "#/inngest/functions/alert-raised.sms-alert.ts";
import { updateAttendanceFigures } from "#/inngest/functions/appointment-attendance-noted.update-analytics.ts";
import { confirmBooking } from "#/inngest/functions/appointment-booked.confirm-booking.ts";
import { tellOfBooking } from "#/inngest/functions/appointment-booked.send-webhooks.ts";
import { updateBookingFigures } from "#/inngest/functions/appointment-booked.update-analytics.ts";
import { tellOfCancellation } from "#/inngest/functions/appointment-cancelled.send-webhooks.ts";
import { tellCancelled } from "#/inngest/functions/appointment-cancelled.tell-cancelled.ts";
import { updateCancellationFigures } from "#/inngest/functions/appointment-cancelled.update-analytics.ts";
import { offerTimes } from "#/inngest/functions/appointment-offered.offer-times.ts";
import { remindCustomer } from "#/inngest/functions/appointment-reminder-due.remind-customer.ts";
import { confirmRequest } from "#/inngest/functions/appointment-requested.confirm-request.ts";
import { tellOfNewTime } from "#/inngest/functions/appointment-rescheduled.send-webhooks.ts";
import { tellOtherTime } from "#/inngest/functions/appointment-rescheduled.tell-other-time.ts";
import { carryBackfillOn } from "#/inngest/functions/backfill-advanced.carry-backfill-on.ts";
import { emailCreditNote } from "#/inngest/functions/credit-note-issued.email-credit-note.ts";
import { tellOfCreditNote } from "#/inngest/functions/credit-note-issued.send-webhooks.ts";
import { storeCreditNote } from "#/inngest/functions/credit-note-issued.store-credit-note.ts";
import { bookCreditNote } from "#/inngest/functions/credit-note-issued.sync-accounting.ts";
import { updateCreditFigures } from "#/inngest/functions/credit-note-issued.update-analytics.ts";
import { tellAgain } from "#/inngest/functions/crm-sync-asked.update-crm.ts";
import { tellCustomerChange } from "#/inngest/functions/customer-changed.update-crm.ts";
import { carryImportOn } from "#/inngest/functions/import-advanced.carry-import-on.ts";
import { checkStock } from "#/inngest/functions/inventory-adjusted.check-stock-levels.ts";
import { draftPurchaseOrder } from "#/inngest/functions/inventory-adjusted.draft-purchase-order.ts";
import { notifyProcurement } from "#/inngest/functions/inventory-adjusted.notify-procurement.ts";
import { updateStockFigures } from "#/inngest/functions/inventory-adjusted.update-analytics.ts";
import { emailInvitation } from "#/inngest/functions/invitation-sent.email-invitation.ts";
import { emailInvoice } from "#/inngest/functions/invoice-generated.email-invoice.ts";
import { tellOfInvoice } from "#/inngest/functions/invoice-generated.send-webhooks.ts";
import { storePdf } from "#/inngest/functions/invoice-generated.store-pdf.ts";
import { bookInvoice } from "#/inngest/functions/invoice-generated.sync-accounting.ts";
import { tellJobInvoiced } from "#/inngest/functions/invoice-generated.update-crm.ts";
import { tellJobChange } from "#/inngest/functions/job-card-changed.update-crm.ts";
import { notifyCustomerEmail } from "#/inngest/functions/job-card-completed.notify-customer-email.ts";
import { notifyCustomerSms } from "#/inngest/functions/job-card-completed.notify-customer-sms.ts";
import { tellOfCompletion } from "#/inngest/functions/job-card-completed.send-webhooks.ts";
import { updateWorkFigures } from "#/inngest/functions/job-card-completed.update-analytics.ts";
import { tellJobDone } from "#/inngest/functions/job-card-completed.update-crm.ts";
import { updateReversedFigures } from "#/inngest/functions/job-card-reopened.update-analytics.ts";
import { tellJobReopened } from "#/inngest/functions/job-card-reopened.update-crm.ts";
import { resendMessage } from "#/inngest/functions/message-resend-requested.resend-message.ts";
import { tellOfFailedPayment } from "#/inngest/functions/payment-failed.send-webhooks.ts";
import { sendRefundReceipt } from "#/inngest/functions/payment-refunded.send-refund-receipt.ts";
import { tellOfRefund } from "#/inngest/functions/payment-refunded.send-webhooks.ts";
import { bookRefund } from "#/inngest/functions/payment-refunded.sync-accounting.ts";
import { updateRefundFigures } from "#/inngest/functions/payment-refunded.update-analytics.ts";
import { bookShift } from "#/inngest/functions/payment-shifted.sync-accounting.ts";
import { updateShiftFigures } from "#/inngest/functions/payment-shifted.update-analytics.ts";
import { sendReceipt } from "#/inngest/functions/payment-succeeded.send-receipt.ts";
import { tellOfPayment } from "#/inngest/functions/payment-succeeded.send-webhooks.ts";
import { bookPayment } from "#/inngest/functions/payment-succeeded.sync-accounting.ts";
import { updatePaymentFigures } from "#/inngest/functions/payment-succeeded.update-analytics.ts";
import { emailPurchaseOrder } from "#/inngest/functions/purchase-order-sent.email-purchase-order.ts";
import { compareWithGateway } from "#/inngest/functions/scheduled.gateway-comparison.ts";
import { sendMorningMail } from "#/inngest/functions/scheduled.morning-mail.ts";
import { verifyNightlyInvariants } from "#/inngest/functions/scheduled.nightly-invariants.ts";
import { reorderNightly } from "#/inngest/functions/scheduled.nightly-reorder.ts";
import { forgetFinished } from "#/inngest/functions/scheduled.retention.ts";
import { welcomeOwner } from "#/inngest/functions/tenant-registered.welcome-owner.ts";
import { actOnAnswer } from "#/inngest/functions/text-answered.act-on-answer.ts";
import { tellVehicleChange } from "#/inngest/functions/vehicle-changed.update-crm.ts";
import { deliverWebhook } from "#/inngest/functions/webhook-due.deliver-webhook.ts";

/** Every function that Inngest, or the embedded runner, may call. */
export const functions = [
  notifyCustomerEmail,
  notifyCustomerSms,
  updateWorkFigures,
  storePdf,
  emailInvoice,
  checkStock,
  notifyProcurement,
  draftPurchaseOrder,
  updateStockFigures,
  emailAlert,
  smsAlert,
  resendMessage,
  emailInvitation,
  emailAccountLink,
  welcomeOwner,
  carryImportOn,
  confirmBooking,
  updateBookingFigures,
  tellOtherTime,
  tellCancelled,
  updateCancellationFigures,
  confirmRequest,
  offerTimes,
  remindCustomer,
  updateAttendanceFigures,
  updateCreditFigures,
  updateReversedFigures,
  updatePaymentFigures,
  updateRefundFigures,
  updateShiftFigures,
  sendReceipt,
  sendRefundReceipt,
  storeCreditNote,
  emailCreditNote,
  actOnAnswer,
  emailPurchaseOrder,
  sendMorningMail,
  verifyNightlyInvariants,
  compareWithGateway,
  reorderNightly,
  forgetFinished,
  tellOfCompletion,
  tellOfInvoice,
  tellOfCreditNote,
  tellOfPayment,
  tellOfFailedPayment,
  tellOfRefund,
  tellOfBooking,
  tellOfNewTime,
  tellOfCancellation,
  deliverWebhook,
  bookInvoice,
  bookCreditNote,
  bookPayment,
  bookRefund,
  bookAgain,
  bookShift,
  carryBackfillOn,
  tellCustomerChange,
  tellVehicleChange,
  tellJobChange,
  tellJobDone,
  tellJobReopened,
  tellJobInvoiced,
  tellAgain,
];

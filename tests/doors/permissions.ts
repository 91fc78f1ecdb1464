import type { Permission } from "#/domain/permissions.ts";
import type { Method } from "../harness/route-match.ts";

/** Who may ask for each procedure, said a second time: a router that says otherwise, or a procedure that is not here, fails the build. */
export const permissions: Readonly<Record<string, Permission | "public">> = {
  "customer.byId": "customer.read",
  "customer.search": "customer.read",
  "invitation.accept": "public",
  "invitation.byToken": "public",
  "invoice.byId": "invoice.read",
  "jobCard.addLines": "job_card.edit",
  "jobCard.approve": "job_card.approve",
  "jobCard.assign": "job_card.assign",
  "jobCard.board": "job_card.read",
  "jobCard.byId": "job_card.read",
  "jobCard.complete": "job_card.complete",
  "jobCard.create": "job_card.create",
  "jobCard.move": "job_card.move",
  "jobCard.place": "job_card.assign",
  "jobCard.preflight": "job_card.complete",
  "jobCard.removeLines": "job_card.edit",
  "jobCard.setLinesDone": "job_line.done",
  "jobCard.unplace": "job_card.assign",
  "jobCard.update": "job_card.edit",
  "jobCard.updateLine": "job_card.edit",
  "member.branches": "job_card.read",
  "member.disable": "member.manage",
  "member.enable": "member.manage",
  "member.invite": "member.manage",
  "member.list": "member.manage",
  "member.me": "job_card.read",
  "member.resendInvitation": "member.manage",
  "member.revokeInvitation": "member.manage",
  "member.technicians": "job_card.read",
  "member.update": "member.manage",
  "message.byId": "customer.read",
  "message.list": "customer.read",
  "message.resend": "message.resend",
  "operation.assign": "operation.repair",
  "operation.byId": "operation.read",
  "operation.figures": "operation.read",
  "operation.invariants": "operation.read",
  "operation.list": "operation.read",
  "operation.retry": "operation.repair",
  "operation.skip": "operation.repair",
  "operation.timeline": "operation.read",
  "operation.verify": "operation.verify",
  "part.adjust": "stock.adjust",
  "part.byId": "part.read",
  "part.create": "part.edit",
  "part.ledger": "part.read",
  "part.list": "part.read",
  "part.receive": "stock.receive",
  "part.search": "part.read",
  "part.update": "part.edit",
  "payment.take": "payment.take",
  "settings.business": "settings.read",
  "settings.updateBusiness": "settings.edit",
  "task.assign": "task.resolve",
  "task.byId": "task.read",
  "task.list": "task.read",
  "task.people": "task.read",
  "task.release": "task.resolve",
  "task.resolve": "task.resolve",
  "task.summary": "task.read",
  "task.take": "task.resolve",
  "vehicle.lookUpPlate": "customer.read",
};

/**
 * Who may ask for each route: "public" anybody, "member" who is signed in, "signature" the engine alone, "loopback"
 * this machine alone; "token" whoever brings the one of the environment; "procedures" and "account" are doors to what is said above and to Better Auth.
 */
export const routes: Readonly<
  Record<
    string,
    {
      readonly who: Permission | "public" | "member" | "signature" | "loopback" | "token" | "procedures" | "account";
      readonly methods: readonly Method[];
    }
  >
> = {
  "/api/auth/[...all]": { who: "account", methods: ["GET", "POST"] },
  "/api/files/invoices/[invoiceId]": { who: "invoice.read", methods: ["GET"] },
  "/api/health": { who: "public", methods: ["GET"] },
  "/api/inngest": { who: "signature", methods: ["GET", "POST", "PUT"] },
  "/api/live": { who: "member", methods: ["GET"] },
  "/api/metrics": { who: "token", methods: ["GET"] },
  "/api/trpc/[trpc]": { who: "procedures", methods: ["GET", "POST"] },
  "/dev/mailbox.json": { who: "loopback", methods: ["GET"] },
  "/dev/mailbox/[id]/attachments/[index]": { who: "loopback", methods: ["GET"] },
};

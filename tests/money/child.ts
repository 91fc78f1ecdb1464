import pino from "pino";
import { z } from "zod";
import type { Ctx } from "#/server/db/context.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { processPayment } from "#/server/orchestrators/payments/process-payment.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { clientOf } from "../gateways/sandbox.ts";

// A process that pays, or gives back, and dies by SIGKILL at the point it is told.
const input = z.object({
  invoiceId: z.string(),
  paymentId: z.string().nullable(),
  amountMinor: z.number(),
  confirmationToken: z.string(),
  idempotencyKey: z.string(),
});
const job = z
  .object({
    tenantId: z.string(),
    memberId: z.string(),
    userId: z.string(),
    url: z.string(),
    fatal: z.string(),
    input,
  })
  .parse(JSON.parse(process.argv[2] ?? "{}"));
armCrashPoints(async (point) => {
  if (point === job.fatal) process.kill(process.pid, "SIGKILL");
});
const ctx: Ctx = {
  tenantId: job.tenantId,
  actor: { kind: "member", userId: job.userId, memberId: job.memberId, role: "OWNER", name: "Owner" },
  correlationId: job.input.idempotencyKey,
  origin: null,
  log: pino({ level: "silent" }),
};
const { gateway } = clientOf(job.url, 2000);
const { invoiceId, paymentId, amountMinor, confirmationToken, idempotencyKey } = job.input;
const done =
  paymentId === null
    ? processPayment(
        ctx,
        {
          invoiceId,
          deposit: null,
          amountMinor,
          confirmationToken,
          returnUrl: "http://localhost:3000/",
          idempotencyKey,
        },
        gateway,
      )
    : refundPayment(
        ctx,
        { paymentId, back: "SAME", invoiceId, reason: "Sorry", amountMinor, idempotencyKey },
        () => gateway,
      );
await done.catch(() => undefined);
process.exit(0);

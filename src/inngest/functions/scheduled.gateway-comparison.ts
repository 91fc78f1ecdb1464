import { schedule } from "#/inngest/schedule.ts";
import { paymentGateway } from "#/server/gateways/payment-gateway.ts";
import { compareGateway, type GatewayDay, gatewayDay } from "#/server/orchestrators/payments/compare-gateway.ts";

const hourMs = 3_600_000;
/** A day, and an hour on either side of it. */
const rangeOf = (at: Date) => ({ from: new Date(at.getTime() - 26 * hourMs), until: at });

/** The gateway is asked once for all tenants of a night. */
let read: { readonly at: number; readonly day: Promise<GatewayDay> } | null = null;
const dayOf = (at: Date): Promise<GatewayDay> => {
  if (read?.at !== at.getTime()) {
    const day = gatewayDay(paymentGateway(), rangeOf(at));
    read = { at: at.getTime(), day };
    // One that failed is asked again by the next tenant.
    day.catch(() => {
      read = null;
    });
  }
  return read.day;
};

/** Each night, holds the gateway's money against the books, both ways; each difference is a task. */
export const compareWithGateway = schedule("gateway-comparison", async ({ ctx, at }) => {
  const differences = await compareGateway(ctx, await dayOf(at), rangeOf(at), paymentGateway());
  if (differences > 0) ctx.log.error({ differences }, "the gateway's money is not the recorded money");
  return "DONE";
});

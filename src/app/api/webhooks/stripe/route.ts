import { paymentGateway } from "#/server/gateways/payment-gateway.ts";
import { hearWebhook } from "#/server/http/gateway-webhook.ts";

/** Where Stripe, or the sandbox, tells what became of payments and refunds. Signed over the raw body. */
export const POST = (request: Request): Promise<Response> => hearWebhook(request, paymentGateway());

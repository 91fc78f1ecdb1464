import { createServer } from "node:http";
import type { PaymentGateway } from "#/server/gateways/payments.ts";
import { hearWebhook } from "#/server/http/gateway-webhook.ts";

/** A door for the gateway's webhooks, as the product's route is one. */
export const openHook = async (gateway: PaymentGateway) => {
  let heard = 0;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const signature = incoming.headers["stripe-signature"];
      const request = new Request("http://localhost/api/webhooks/stripe", {
        method: "POST",
        body: Buffer.concat(chunks),
        headers: typeof signature === "string" ? { "stripe-signature": signature } : {},
      });
      hearWebhook(request, gateway).then(
        (response) => {
          heard += 1;
          outgoing.writeHead(response.status).end();
        },
        () => outgoing.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The hook has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    heard: () => heard,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

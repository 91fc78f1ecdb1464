import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { uuidv7 } from "#/domain/ids.ts";
import { sealer } from "#/server/db/sealed-text.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import type { World } from "./world.ts";

declare global {
  var pitlaneTestListener: Promise<string> | undefined;
}

const listen = async (): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The listener has no port.");
  return `http://127.0.0.1:${address.port}/hooks`;
};

/** The address of one on this machine that takes whatever it is sent. */
export const listener = (): Promise<string> => {
  globalThis.pitlaneTestListener ??= listen();
  return globalThis.pitlaneTestListener;
};

/** A new endpoint that is subscribed to nothing that happens by itself, on or off. */
export const buildEndpoint = async ({ admin, tenant: { tenantId } }: Pick<World, "admin" | "tenant">, off = false) => {
  const endpointId = uuidv7();
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  await insertRows(admin, "webhook_endpoint", [
    {
      tenant_id: tenantId,
      id: endpointId,
      name: "Parts ordering",
      url: await listener(),
      events: ["payment.failed"],
      secret: sealer().seal(secret, `webhook:${tenantId}:${endpointId}`),
      created_at: new Date(),
      disabled_at: off ? new Date() : null,
      disabled_reason: off ? "Built off." : null,
    },
  ]);
  return { endpointId, version: 1 };
};

/** A message that has been sent to a new endpoint, of an event that has happened. */
export const buildMessage = async (world: Pick<World, "admin" | "tenant" | "invoice">): Promise<string> => {
  const { admin, tenant } = world;
  const { invoiceId } = await world.invoice();
  const { endpointId } = await buildEndpoint(world);
  const webhookDeliveryId = uuidv7();
  await admin.query(
    `insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, type, body, created_at, delivered_at)
     select tenant_id, $2, $3, id, 'invoice.generated', '{}', now(), now() from outbox_event
      where tenant_id = $1 and type = 'invoice/generated' and data ->> 'invoiceId' = $4`,
    [tenant.tenantId, webhookDeliveryId, endpointId, invoiceId],
  );
  return webhookDeliveryId;
};

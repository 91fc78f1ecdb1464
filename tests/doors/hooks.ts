import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { uuidv7 } from "#/domain/ids.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";
import { sealer } from "#/server/db/sealed-text.ts";
import { createHubSpot } from "#/server/gateways/crm/hubspot.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { startHubSpot } from "../connections/hubspot/server.ts";
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

const choices = {
  sales: [{ code: "200", name: "200, Sales" }],
  payments: [{ code: "090", name: "090, Bank" }],
  taxes: [{ code: "OUTPUT2", name: "20%", rateBp: 2000 }],
};
const mapping = { sales: { LABOUR: "200", PART: "200" }, payments: { CASH: "090" }, taxes: { "2000": "OUTPUT2" } };

/** What a connection that was built has to show where the books are kept. */
export const builtBooks = { access: "access", organisationId: "0f0c3a52-6a57-4a1e-9a3c-9d6a4f2b7c11" } as const;

/** The connection that the tenant has, or a new one; nothing of it is subscribed to. */
export const buildConnection = async ({ admin, tenant: { tenantId } }: Pick<World, "admin" | "tenant">) => {
  const { rows } = await admin.query<{ connectionId: string; version: number }>(
    'select id as "connectionId", version from connection where tenant_id = $1 and disconnected_at is null',
    [tenantId],
  );
  const [open] = rows;
  if (open !== undefined) return { ...open, mapping };
  const connectionId = uuidv7();
  await insertRows(admin, "connection", [
    {
      tenant_id: tenantId,
      id: connectionId,
      provider: "xero",
      organisation_id: builtBooks.organisationId,
      organisation_name: "Twin Motors Ltd",
      tokens: sealer().seal(
        JSON.stringify({ access: builtBooks.access, refresh: "refresh" }),
        `connection:${tenantId}:${connectionId}`,
      ),
      token_expires_at: new Date(Date.now() + 3_600_000),
      choices,
      choices_read_at: new Date(),
      mapping,
      version: 1,
      connected_at: new Date(),
    },
  ]);
  return { connectionId, version: 1, mapping };
};

/** Every job has a stage: one without waits until somebody chooses it. */
const crmMapping = {
  pipeline: "default",
  stages: Object.fromEntries(jobCardStatuses.map((status) => [status, "closedwon"])),
};

declare global {
  var pitlaneTestHubSpot: ReturnType<typeof startHubSpot> | undefined;
}

/** An account as it is once somebody has connected it: it knows what our records need. */
const openAccount = async () => {
  const server = await startHubSpot();
  await createHubSpot({ apiBase: server.url }).open(server.token).prepare();
  return server;
};

/** The token of an account on this machine, which is the only one that is spoken to from now on. */
export const hubSpotToken = async (): Promise<string> => {
  globalThis.pitlaneTestHubSpot ??= openAccount();
  const { url, token } = await globalThis.pitlaneTestHubSpot;
  globalThis.pitlaneCrm = createHubSpot({ apiBase: url });
  return token;
};

/** Where that account is: what a process of the product needs to be told. */
export const hubSpotUrl = async (): Promise<string> => {
  globalThis.pitlaneTestHubSpot ??= openAccount();
  return (await globalThis.pitlaneTestHubSpot).url;
};

/** The CRM that the tenant has, or a new one; nothing of it is subscribed to. */
export const buildCrm = async ({ admin, tenant: { tenantId } }: Pick<World, "admin" | "tenant">) => {
  const token = await hubSpotToken();
  const { rows } = await admin.query<{ connectionId: string; version: number }>(
    'select id as "connectionId", version from crm_connection where tenant_id = $1 and disconnected_at is null',
    [tenantId],
  );
  const [open] = rows;
  if (open !== undefined) return { ...open, mapping: crmMapping };
  const connectionId = uuidv7();
  const stage = { code: "closedwon", name: "Closed won", outcome: "WON" };
  await insertRows(admin, "crm_connection", [
    {
      tenant_id: tenantId,
      id: connectionId,
      portal_id: "24680",
      token: sealer().seal(token, `crm-connection:${tenantId}:${connectionId}`),
      choices: { currencies: ["GBP"], pipelines: [{ code: "default", name: "Sales", stages: [stage] }] },
      mapping: crmMapping,
      version: 1,
      connected_at: new Date(),
    },
  ]);
  return { connectionId, version: 1, mapping: crmMapping };
};

/** An invoice that did not get to the books. */
export const buildSync = async (world: Pick<World, "admin" | "tenant">, invoiceId: string): Promise<void> => {
  const { connectionId } = await buildConnection(world);
  await insertRows(world.admin, "sync_record", [
    {
      tenant_id: world.tenant.tenantId,
      id: uuidv7(),
      connection_id: connectionId,
      kind: "INVOICE",
      source_id: invoiceId,
      invoice_id: invoiceId,
      attempts: 3,
      attempted_at: new Date(),
      error: "Built failed.",
      fence: 3,
    },
  ]);
};

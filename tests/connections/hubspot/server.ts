import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { breaches } from "./description.ts";

/** What becomes of a call that writes: `taken-then-cut` is carried out, but its answer never arrives. */
export type HubSpotFault = "ok" | "500" | "hang" | "reset" | "taken-then-cut" | "429";

type Answer = { status: number; body: unknown; headers?: Record<string, string> };
const ok = (body: unknown, status = 200): Answer => ({ status, body });
const refused = (status: number, message: string, category = "VALIDATION_ERROR"): Answer => ({
  status,
  body: { status: "error", message, category, correlationId: "5a1b" },
});

const upsertShape = z.object({
  inputs: z
    .array(z.object({ id: z.string(), idProperty: z.string(), properties: z.record(z.string(), z.string()) }))
    .length(1),
});
const propertyShape = z.object({ name: z.string(), hasUniqueValue: z.boolean() });
const schemaShape = z.object({ name: z.string(), properties: z.array(propertyShape.loose()) });
const updateShape = z.object({ properties: z.record(z.string(), z.string()) });

type Row = { id: string; properties: Record<string, string> };
const at = "2026-11-27T10:00:00.000Z";
const shown = ({ id, properties }: Row) => ({
  id,
  properties,
  createdAt: at,
  updatedAt: at,
  archived: false,
  new: false,
});

/**
 * Enough of HubSpot for the whole way there: a private app's token, properties of which a value stands once, one contact of an
 * address, objects of its own where the account may have them, deals in a pipeline, associations. Each call is held against
 * what HubSpot publishes, and faults can be asked for.
 */
export const startHubSpot = async ({
  token = "pat-eu1-0000-built-for-tests",
  enterprise = true,
  currencies = ["GBP"],
} = {}) => {
  const properties: Record<string, Set<string>> = {
    contacts: new Set(["firstname", "lastname", "email", "phone", "address"]),
    deals: new Set(["dealname", "pipeline", "dealstage", "amount", "closedate", "deal_currency_code"]),
  };
  const unique = new Set<string>();
  const objects: Record<string, Row[]> = { contacts: [], deals: [] };
  const associations = new Set<string>();
  const wrong: string[] = [];
  const writes: string[] = [];
  const faults: HubSpotFault[] = [];
  let always: HubSpotFault = "ok";
  let accepted = token;
  let lastId = 1000;
  const nextId = () => {
    lastId += 1;
    return String(lastId);
  };
  const vehicles = "2-3355";
  const stages = [
    { id: "appointmentscheduled", label: "Appointment scheduled", isClosed: "false", probability: "0.2" },
    { id: "contractsent", label: "Contract sent", isClosed: "false", probability: "0.9" },
    { id: "closedwon", label: "Closed won", isClosed: "true", probability: "1.0" },
    { id: "closedlost", label: "Closed lost", isClosed: "true", probability: "0.0" },
  ].map(({ id, label, ...metadata }, displayOrder) => ({
    id,
    label,
    displayOrder,
    metadata,
    archived: false,
    createdAt: at,
    updatedAt: at,
  }));

  /** Why it may not be written so; null where it may. */
  const conflict = (object: string, row: Row | undefined, given: Record<string, string>): Answer | null => {
    const strange = Object.keys(given).find((name) => !properties[object]?.has(name));
    if (strange !== undefined) return refused(400, `Property "${strange}" does not exist`);
    const other = objects[object]?.find((each) => each !== row && each.properties.email === given.email);
    if (object === "contacts" && given.email && other)
      return refused(409, `Contact already exists. Existing ID: ${other.id}`, "CONFLICT");
    if (object === "deals" && !stages.some(({ id }) => id === given.dealstage))
      return refused(400, `${given.dealstage} is not a valid stage`);
    return null;
  };
  const upsert = (object: string, body: unknown): Answer => {
    const rows = objects[object];
    const [input] = upsertShape.parse(body).inputs;
    if (rows === undefined || input === undefined) return refused(404, "no such object");
    if (!unique.has(`${object}.${input.idProperty}`)) return refused(400, `${input.idProperty} is not unique`);
    const row = rows.find((each) => each.properties[input.idProperty] === input.id);
    const no = conflict(object, row, input.properties);
    if (no !== null) return no;
    const written = row ?? { id: nextId(), properties: {} };
    Object.assign(written.properties, input.properties);
    if (row === undefined) rows.push(written);
    return ok({
      status: "COMPLETE",
      results: [{ ...shown(written), new: row === undefined }],
      startedAt: at,
      completedAt: at,
    });
  };
  const carryOut = (method: string, where: string, query: URLSearchParams, body: unknown): Answer => {
    if (where === "/account-info/v3/details")
      return ok({ portalId: 24_680, companyCurrency: currencies[0], additionalCurrencies: currencies.slice(1) });
    const [, , , kind = "", object = "", id = ""] = where.split("/");
    if (where.startsWith("/crm/v4/objects/")) {
      const [, , , , from = "", fromId = "", , , to = "", toId = ""] = where.split("/");
      const both = objects[from]?.some((row) => row.id === fromId) && objects[to]?.some((row) => row.id === toId);
      if (!both) return refused(404, "no such record");
      associations.add(`${from} ${fromId} ${to} ${toId}`);
      return ok({ status: "COMPLETE", results: [], startedAt: at, completedAt: at });
    }
    if (where.endsWith("/schemas")) {
      const schema = (name: string) => ({
        id: "3355",
        name,
        objectTypeId: vehicles,
        labels: {},
        requiredProperties: [],
        properties: [],
        associations: [],
      });
      if (method === "GET") return ok({ results: objects[vehicles] ? [schema("pitlane_vehicle")] : [] });
      if (!enterprise) return refused(403, "This account has no custom objects", "MISSING_SCOPES");
      const asked = schemaShape.parse(body);
      objects[vehicles] = [];
      properties[vehicles] = new Set(asked.properties.map(({ name }) => name));
      for (const each of asked.properties) if (each.hasUniqueValue) unique.add(`${vehicles}.${each.name}`);
      return ok(schema(asked.name), 201);
    }
    if (kind === "pipelines")
      return ok({
        results: [
          {
            id: "default",
            label: "Sales pipeline",
            displayOrder: 0,
            stages,
            archived: false,
            createdAt: at,
            updatedAt: at,
          },
        ],
      });
    if (kind === "properties") {
      const { name, hasUniqueValue } = propertyShape.parse(body);
      if (properties[object]?.has(name))
        return refused(409, `A property named ${name} already exists`, "OBJECT_ALREADY_EXISTS");
      properties[object]?.add(name);
      if (hasUniqueValue) unique.add(`${object}.${name}`);
      return ok(
        { name, label: name, type: "string", fieldType: "text", groupName: "", description: "", options: [] },
        201,
      );
    }
    if (method === "GET") {
      const field = query.get("idProperty") ?? "";
      const row = objects[object]?.find((each) => each.properties[field] === decodeURIComponent(id));
      return row === undefined ? refused(404, "Object not found.", "OBJECT_NOT_FOUND") : ok(shown(row));
    }
    if (method === "PATCH") {
      const row = objects[object]?.find((each) => each.id === id);
      const given = updateShape.parse(body).properties;
      if (row === undefined) return refused(404, "Object not found.", "OBJECT_NOT_FOUND");
      const no = conflict(object, row, given);
      if (no !== null) return no;
      Object.assign(row.properties, given);
      return ok(shown(row));
    }
    return upsert(object, body);
  };

  const answer = (request: IncomingMessage, url: URL, body: unknown): Answer | "hang" | "reset" => {
    const method = request.method ?? "GET";
    if (request.headers.authorization !== `Bearer ${accepted}`)
      return refused(401, "Authentication credentials not found.", "INVALID_AUTHENTICATION");
    wrong.push(...breaches(method, url.pathname, body));
    if (method === "GET") return carryOut(method, url.pathname, url.searchParams, body);
    const fault = faults.shift() ?? always;
    writes.push(`${url.pathname} ${fault}`);
    if (fault === "500") return { status: 500, body: "<html>" };
    if (fault === "429")
      return { ...refused(429, "You have reached your ten_secondly_rolling limit."), headers: { "retry-after": "1" } };
    if (fault === "hang" || fault === "reset") return fault;
    const done = carryOut(method, url.pathname, url.searchParams, body);
    return fault === "taken-then-cut" ? "reset" : done;
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://hubspot.test");
    const given = await text(request);
    // For a test in another process.
    const made =
      url.pathname === "/test/crm"
        ? ok({ wrong, contacts: objects.contacts, deals: objects.deals })
        : answer(request, url, given === "" ? null : JSON.parse(given));
    if (made === "hang") return;
    if (made === "reset") return void request.socket.resetAndDestroy();
    const { status, body, headers = {} } = made;
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(typeof body === "string" ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  const rows = (object: string) => objects[object] ?? [];
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    contacts: () => rows("contacts"),
    deals: () => rows("deals"),
    vehicles: () => rows(vehicles),
    associations,
    /** What any call broke of what HubSpot publishes. */
    wrong,
    writes,
    /** For the next calls that write, then for all others. */
    fault: (next: readonly HubSpotFault[], then: HubSpotFault = "ok") => {
      faults.splice(0, faults.length, ...next);
      always = then;
    },
    /** The token is another from now on: ours was taken away. */
    lockOut: () => {
      accepted = "";
    },
    letIn: () => {
      accepted = token;
    },
    /** Somebody whom the account knew before. */
    addContact: (given: Record<string, string>) => {
      const row = { id: nextId(), properties: { ...given } };
      objects.contacts?.push(row);
      return row;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

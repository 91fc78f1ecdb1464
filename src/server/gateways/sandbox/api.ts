import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FaultMode, Faults } from "./faults.ts";
import { fingerprint, readForm } from "./form.ts";
import { makeId, seconds, type World } from "./intents.ts";
import { wireEvent } from "./objects.ts";
import type { AnswerRecord, EventRecord } from "./records.ts";
import { type Change, malformed, no, type Reply } from "./replies.ts";
import { routeOf } from "./routes.ts";
import type { Webhooks } from "./webhooks.ts";

type Setting = {
  readonly world: World;
  readonly secretKey: string;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  /** Called after each change: what is slow gets its timer. */
  readonly changed: () => void;
};

const apiVersion = "2026-10-28.endive";

const sameKey = (given: string, key: string): boolean =>
  given.length === key.length && timingSafeEqual(Buffer.from(given), Buffer.from(key));

/** `Authorization: Bearer <key>`, or the key as the name of Basic authentication, as Stripe takes it. */
export const bearsKey = (request: IncomingMessage, key: string): boolean => {
  const [scheme = "", value = ""] = (request.headers.authorization ?? "").split(" ");
  if (/^bearer$/i.test(scheme)) return sameKey(value, key);
  if (/^basic$/i.test(scheme)) return sameKey(Buffer.from(value, "base64").toString().split(":")[0] ?? "", key);
  return false;
};

const broken: Reply = no(500, { type: "api_error", message: "An unknown error occurred." });

/** Answers a call of the API, as Stripe would, or as the fault that is switched on has it. */
export const makeApi = ({ world, secretKey, faults, webhooks, changed }: Setting) => {
  const { store } = world;
  const underWay = new Set<string>();

  const eventsOf = (change: Change, version: string): EventRecord[] =>
    change.events.map(({ type, object }) => {
      const id = makeId("evt");
      return {
        kind: "event",
        id,
        type,
        created: seconds(world),
        body: JSON.stringify(wireEvent(id, type, object, world.now(), version)),
        attempts: 0,
        delivered: false,
      };
    });

  /** Everything that a change is, its webhooks and the answer to its key among it, in one line of the journal. */
  const commit = (change: Change, answer: AnswerRecord | null, version = apiVersion): EventRecord[] => {
    const events = eventsOf(change, version);
    store.commit([...change.records, ...events, ...(answer === null ? [] : [answer])]);
    if (change.records.length > 0) changed();
    return events;
  };

  const answer = (
    response: ServerResponse,
    { status, body }: { status: number; body: string },
    headers: Record<string, string> = {},
  ): void =>
    void response
      .writeHead(status, { "content-type": "application/json", "request-id": makeId("req"), ...headers })
      .end(body);

  const announce = (events: readonly EventRecord[], fault: FaultMode): void => {
    if (events.length === 0) return;
    if (fault === "out-of-order-webhooks") webhooks.hold(events);
    else void webhooks.send(events, fault === "doubled-webhook" ? 2 : 1);
  };

  const carryOut = async (
    response: ServerResponse,
    reply: Reply,
    fault: FaultMode,
    keyed: { id: string; asked: string } | null,
    version: string,
  ): Promise<void> => {
    const shown = fault === "fail-after" && reply.keep ? broken : reply;
    const text = { status: shown.status, body: JSON.stringify(shown.body) };
    const events = commit(
      reply.change,
      keyed === null || !reply.keep ? null : { kind: "answer", ...keyed, ...text },
      version,
    );
    if (fault === "early-webhook") await webhooks.send(events);
    if (fault === "reset") response.socket?.destroy();
    else answer(response, text, { "stripe-version": version });
    if (fault !== "early-webhook") announce(events, fault);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse, text: string): Promise<void> => {
    const refuse = ({ status, body }: Reply): void => answer(response, { status, body: JSON.stringify(body) });
    if (!bearsKey(request, secretKey)) return refuse(malformed("Invalid API Key provided.", {}, 401));
    const version = String(request.headers["stripe-version"] ?? apiVersion);
    if (!/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(version))
      return refuse(malformed(`Invalid Stripe API version: ${version}`));
    const { pathname, search } = new URL(request.url ?? "/", world.url);
    const method = request.method ?? "GET";
    const form = readForm(method === "GET" ? search : text);
    const route = routeOf(world, method, pathname, form);
    if (route === null) return refuse(malformed(`Unrecognized request URL (${method}: ${pathname}).`, {}, 404));
    if (route.call === null) return carryOut(response, route.run("ok"), "ok", null, version);

    const id = request.headers["idempotency-key"];
    const keyed = typeof id === "string" ? { id, asked: `${method} ${pathname} ${fingerprint(form)}` } : null;
    const before = keyed === null ? undefined : store.answers.get(keyed.id);
    if (keyed !== null && before !== undefined && before.asked !== keyed.asked)
      return refuse(
        no(400, {
          type: "idempotency_error",
          message: "Keys for idempotent requests can only be used with the same parameters they were first used with.",
        }),
      );
    if (keyed !== null && underWay.has(keyed.id))
      return refuse(
        no(409, {
          type: "idempotency_error",
          code: "idempotency_key_in_use",
          message: "There is currently another in-progress request using this Idempotent Key.",
        }),
      );
    const fault = faults.take(route.call, before !== undefined);
    const hold = (): void => {
      // Never answered: the key is free again when the caller has given up.
      if (keyed === null) return;
      underWay.add(keyed.id);
      response.once("close", () => underWay.delete(keyed.id));
    };
    if (fault === "hang") return hold();
    if (before !== undefined) {
      if (fault === "reset") return void response.socket?.destroy();
      return answer(response, before, { "idempotent-replayed": "true", "stripe-version": version });
    }
    if (fault === "fail-before") return carryOut(response, broken, "ok", keyed, version);
    const reply = route.run(fault);
    if (reply.silent) return hold();
    if (keyed !== null) underWay.add(keyed.id);
    try {
      await carryOut(response, reply, fault, keyed, version);
    } finally {
      if (keyed !== null) underWay.delete(keyed.id);
    }
  };

  return {
    handle,
    /** A change that no call asked for: a payment that settles, a bank that answers. */
    happen: (change: Change): void => announce(commit(change, null), "ok"),
  };
};

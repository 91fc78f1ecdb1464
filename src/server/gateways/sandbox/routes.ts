import { cardByMethod } from "./cards.ts";
import { confirmIntent } from "./confirm.ts";
import type { Call, FaultMode } from "./faults.ts";
import { type Form, groupOf, textOf, textsOf } from "./form.ts";
import { cancelIntent, captureIntent, createIntent, makeId, seconds, showIntent, type World } from "./intents.ts";
import { wireRefund, wireToken } from "./objects.ts";
import type { Card, IntentRecord, TokenRecord } from "./records.ts";
import { createRefund } from "./refunds.ts";
import { done, malformed, missing, type Reply } from "./replies.ts";

/** A call of the API. `call`: the name by which faults strike it; null for one that changes nothing. */
export type Route = { readonly call: Call | null; readonly run: (fault: FaultMode) => Reply };

const known: Readonly<Record<string, readonly string[]>> = {
  create: [
    "amount",
    "currency",
    "description",
    "metadata",
    "allowed_payment_method_types",
    "automatic_payment_methods",
    "capture_method",
    "expand",
  ],
  confirm: ["confirmation_token", "payment_method", "return_url", "use_stripe_sdk", "expand"],
  capture: ["expand"],
  cancel: ["cancellation_reason", "expand"],
  refund: ["payment_intent", "amount", "metadata", "reason", "expand"],
  retrieve: ["expand", "client_secret"],
  list: ["limit", "starting_after", "created", "payment_intent", "expand"],
  token: ["payment_method", "return_url", "expand"],
};

/** A parameter that the sandbox does not know must not seem to be obeyed. */
const unknownIn = (form: Form, kind: string): Reply | null => {
  const name = Object.keys(form).find((each) => !known[kind]?.includes(each));
  return name === undefined
    ? null
    : malformed(`Received unknown parameter: ${name}`, { code: "parameter_unknown", param: name });
};

const expandable = ["latest_charge", "data.latest_charge"];

/** A token that stands for a card, made by the sandbox's frame, or by the test helper. */
export const newToken = (world: World, card: Card): TokenRecord => ({
  kind: "token",
  id: makeId("ctoken"),
  created: seconds(world),
  card,
  usedBy: null,
});

const listed = <Item extends { readonly id: string; readonly created: number }>(
  items: Iterable<Item>,
  form: Form,
  url: string,
  show: (item: Item) => object,
): Reply => {
  const limit = Number(textOf(form, "limit") ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    return malformed("Limit must be from 1 to 100.", { code: "parameter_invalid_integer", param: "limit" });
  const created = textsOf(groupOf(form, "created"));
  const bound = (name: string, otherwise: number): number => Number(created[name] ?? otherwise);
  const from = Math.max(bound("gte", 0), bound("gt", -1) + 1);
  const until = Math.min(bound("lt", Number.MAX_SAFE_INTEGER), bound("lte", Number.MAX_SAFE_INTEGER - 1) + 1);
  // The newest first; those of one second in the order in which they were made, backwards.
  const all = [...items].filter((item) => item.created >= from && item.created < until).reverse();
  all.sort((a, b) => b.created - a.created);
  const after = textOf(form, "starting_after");
  const at = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== null && at === 0) return malformed(`No such object: '${after}'`, { param: "starting_after" });
  const page = all.slice(at, at + limit);
  return done({ object: "list", data: page.map(show), has_more: at + limit < all.length, url });
};

/** Finds what a call asks for; null for an address that the API does not have. */
export const routeOf = (world: World, method: string, path: string, form: Form): Route | null => {
  const { store } = world;
  const expand = Object.values(textsOf(groupOf(form, "expand")));
  const expandCharge = expand.length > 0;
  const checked = (call: Call | null, kind: string, run: (fault: FaultMode) => Reply): Route => ({
    call,
    run: (fault) => {
      const wrong = expand.find((each) => !expandable.includes(each));
      if (wrong !== undefined) return malformed(`This property cannot be expanded (${wrong}).`, { param: "expand" });
      return unknownIn(form, kind) ?? run(fault);
    },
  });
  const ofIntent = (
    call: Call | null,
    kind: string,
    id: string,
    run: (intent: IntentRecord, fault: FaultMode) => Reply,
  ) =>
    checked(call, kind, (fault) => {
      const intent = store.intents.get(id);
      return intent === undefined ? missing("payment_intent", id) : run(intent, fault);
    });

  const [, version, noun, id, verb, ...more] = path.split("/");
  if (version !== "v1" || more.length > 0) return null;
  const address = `${method} ${[noun, id === undefined ? null : ":id", verb].filter(Boolean).join("/")}`;
  switch (address) {
    case "POST payment_intents":
      return checked("create", "create", () => createIntent(world, form, expandCharge));
    case "GET payment_intents":
      return checked(null, "list", () =>
        listed(store.intents.values(), form, "/v1/payment_intents", (item) => showIntent(world, item, expandCharge)),
      );
    case "GET payment_intents/:id":
      return ofIntent(null, "retrieve", id ?? "", (intent) => done(showIntent(world, intent, expandCharge)));
    case "POST payment_intents/:id/confirm":
      return ofIntent("confirm", "confirm", id ?? "", (intent, fault) =>
        confirmIntent(world, intent, form, expandCharge, fault === "decline"),
      );
    case "POST payment_intents/:id/cancel":
      return ofIntent("cancel", "cancel", id ?? "", (intent) => cancelIntent(world, intent, expandCharge));
    case "POST payment_intents/:id/capture":
      return ofIntent("capture", "capture", id ?? "", (intent) => captureIntent(world, intent, expandCharge));
    case "POST refunds":
      return checked("refund", "refund", (fault) =>
        createRefund(world, form, fault === "decline" ? "decline" : fault === "failed-refund" ? "fails" : null),
      );
    case "GET refunds": {
      const of = textOf(form, "payment_intent");
      const refunds = [...store.refunds.values()].filter(({ intentId }) => of === null || intentId === of);
      return checked(null, "list", () => listed(refunds, form, "/v1/refunds", wireRefund));
    }
    case "GET refunds/:id":
      return checked(null, "retrieve", () => {
        const refund = store.refunds.get(id ?? "");
        return refund === undefined ? missing("refund", id ?? "") : done(wireRefund(refund));
      });
    case "GET confirmation_tokens/:id":
      return checked(null, "retrieve", () => {
        const token = store.tokens.get(id ?? "");
        return token === undefined ? missing("confirmation_token", id ?? "") : done(wireToken(token));
      });
    // https://docs.stripe.com/api/confirmation_tokens/test_create: a card by its name, never by its number.
    case "POST test_helpers/:id":
      if (id !== "confirmation_tokens") return null;
      return checked(null, "token", () => {
        const card = cardByMethod(textOf(form, "payment_method") ?? "");
        if (card === null) return malformed("No such payment_method.", { param: "payment_method" });
        const token = newToken(world, card);
        return done(wireToken(token), { records: [token], events: [] });
      });
    case "GET events":
      return checked(null, "list", () =>
        listed(store.events.values(), form, "/v1/events", ({ body }): object => JSON.parse(body)),
      );
    case "GET events/:id":
      return checked(null, "retrieve", () => {
        const event = store.events.get(id ?? "");
        return event === undefined ? missing("event", id ?? "") : done(JSON.parse(event.body));
      });
    default:
      return null;
  }
};

import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { formatMoney } from "#/domain/money.ts";
import { cardByNumber, isCardNumber } from "./cards.ts";
import { chargesBody } from "./charges-page.ts";
import { settleIntent } from "./confirm.ts";
import { type Faults, faultMode, faultSchema } from "./faults.ts";
import { frameBody, frameScript } from "./frame.ts";
import type { World } from "./intents.ts";
import { wireToken } from "./objects.ts";
import { escapeHtml, sendPage } from "./page.ts";
import type { IntentRecord } from "./records.ts";
import { type Change, malformed } from "./replies.ts";
import { newToken } from "./routes.ts";

type Setting = {
  readonly world: World;
  readonly publishableKey: string;
  readonly appOrigins: () => readonly string[];
  readonly faults: Faults;
  readonly happen: (change: Change) => void;
};

const sendJson = (response: ServerResponse, status: number, body: object): void =>
  void response
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));

const notFound = (response: ServerResponse): void =>
  sendPage(response, 404, {
    title: "Not here",
    body: "<main><h1>Not here</h1><p>The sandbox has no such page.</p></main>",
  });

const tokenRequest = z.object({ key: z.string(), number: z.string().max(30) });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON is refused like JSON of another shape.
    return null;
  }
};

/** Every page of the sandbox, and what their forms send. */
export const makePages = ({ world, publishableKey, appOrigins, faults, happen }: Setting) => {
  const { store } = world;

  /** Another site's form or script, in the browser of whoever works here: it may look at nothing and switch nothing. */
  const isOurs = ({ headers }: IncomingMessage): boolean => headers.origin === `http://${headers.host}`;

  const frame = (response: ServerResponse, query: URLSearchParams) => {
    const origin = query.get("origin") ?? "";
    if (!appOrigins().includes(origin))
      return sendPage(response, 403, {
        title: "Not for this page",
        body: "<main><h1>Not for this page</h1><p>This frame opens inside Pitlane alone.</p></main>",
      });
    sendPage(response, 200, {
      title: "Card",
      body: frameBody(),
      script: frameScript(origin, publishableKey),
      framedBy: appOrigins(),
    });
  };

  const makeToken = (response: ServerResponse, text: string) => {
    const refuse = (message: string): void => sendJson(response, 402, malformed(message).body);
    const asked = tokenRequest.safeParse(parsed(text));
    if (!asked.success || asked.data.key !== publishableKey)
      return sendJson(response, 401, malformed("The key is not the sandbox's.").body);
    if (!isCardNumber(asked.data.number)) return refuse("This is not a card number. Check the digits.");
    const card = cardByNumber(asked.data.number);
    if (card === null) return refuse("The sandbox takes its test cards only: choose one of those below.");
    const token = newToken(world, card);
    store.commit([token]);
    sendJson(response, 200, wireToken(token));
  };

  const back = (intent: IntentRecord, status: "succeeded" | "failed"): string => {
    const address = new URL(intent.returnUrl ?? world.url);
    address.searchParams.set("payment_intent", intent.id);
    address.searchParams.set("payment_intent_client_secret", intent.clientSecret);
    address.searchParams.set("redirect_status", status);
    return address.href;
  };

  const bank = (request: IncomingMessage, response: ServerResponse, url: URL, text: string) => {
    const intent = store.intents.get(url.pathname.slice("/bank/".length));
    if (intent === undefined || url.searchParams.get("client_secret") !== intent.clientSecret)
      return notFound(response);
    if (intent.status !== "requires_action")
      return sendPage(response, 200, {
        title: "Your bank",
        body: `<main><h1>Your bank</h1><p>This payment needs no answer any more.</p><p><a href="${escapeHtml(back(intent, intent.status === "succeeded" ? "succeeded" : "failed"))}">Back to the garage</a></p></main>`,
      });
    if (request.method === "POST") {
      if (!isOurs(request)) return sendJson(response, 403, malformed("Answer on the bank's own page.").body);
      const yes = new URLSearchParams(text).get("answer") === "yes";
      happen(settleIntent(world, intent, yes));
      return void response.writeHead(303, { location: back(intent, yes ? "succeeded" : "failed") }).end();
    }
    const amount = escapeHtml(formatMoney(intent.amount, intent.currency.toUpperCase(), "en-GB"));
    sendPage(response, 200, {
      title: "Your bank",
      body: `<main><h1>Your bank</h1><p>Do you want to pay ${amount}${intent.description === null ? "" : ` for ${escapeHtml(intent.description)}`}?</p>
<form method="post"><button class="main" name="answer" value="yes">Yes, pay</button> <button name="answer" value="no">No</button></form>
<p class="hint">This is the sandbox: it plays the bank.</p></main>`,
      // The answer is followed by the way back.
      leadsTo: intent.returnUrl === null ? [] : [new URL(intent.returnUrl).origin],
    });
  };

  const switchFault = (request: IncomingMessage, response: ServerResponse, text: string) => {
    if (!isOurs(request)) return sendJson(response, 403, malformed("Switch it on the sandbox's own page.").body);
    const form = new URLSearchParams(text);
    const times = form.get("times")?.trim();
    const fault = faultSchema.safeParse({
      mode: faultMode.safeParse(form.get("mode")).data,
      times: times ? Number(times) : null,
    });
    if (!fault.success)
      return sendJson(response, 400, malformed("Choose a fault, and a number of calls or none.").body);
    faults.set(fault.data);
    response.writeHead(303, { location: "/" }).end();
  };

  return (request: IncomingMessage, response: ServerResponse, text: string) => {
    const url = new URL(request.url ?? "/", world.url);
    const reading = request.method === "GET" || request.method === "HEAD";
    if (url.pathname === "/" && reading)
      return sendPage(response, 200, { title: "Sandbox gateway", body: chargesBody(world, faults.now()) });
    if (url.pathname === "/faults" && request.method === "POST") return switchFault(request, response, text);
    if (url.pathname === "/frame" && reading) return frame(response, url.searchParams);
    if (url.pathname === "/frame/tokens" && request.method === "POST")
      return isOurs(request)
        ? makeToken(response, text)
        : sendJson(response, 403, malformed("A card is taken by the sandbox's own frame alone.").body);
    if (url.pathname.startsWith("/bank/") && (reading || request.method === "POST"))
      return bank(request, response, url, text);
    notFound(response);
  };
};

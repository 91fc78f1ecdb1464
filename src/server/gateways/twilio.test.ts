import { createServer, type ServerResponse } from "node:http";
import { inspect } from "node:util";
import { afterEach, expect, test } from "vitest";
import { isSendError } from "#/server/gateways/send-error.ts";
import { createTwilio } from "#/server/gateways/twilio.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

type Request = { path: string; authorization: string; form: Record<string, string> };
type Answer = (response: ServerResponse) => void;
const json =
  (status: number, body: unknown): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const taken = json(201, { sid: "SM123", status: "queued", error_code: null, error_message: null });

/** Twilio's part: it counts what reached it, answers as told, one answer for each request, and accepts from then on. */
const openTwilio = async (...answers: Answer[]) => {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    requests.push({
      path: request.url ?? "",
      authorization: request.headers.authorization ?? "",
      form: Object.fromEntries(new URLSearchParams(body)),
    });
    (answers.shift() ?? taken)(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return { requests, apiBase: `http://127.0.0.1:${port}` };
};

const authToken = "the-token-that-nobody-may-see";
const open = (apiBase: string, from = "+441227960014") =>
  createTwilio({ accountSid: "AC42", authToken, from, apiBase, timeoutMs: 500 });
const text = { key: "delivery-1", to: "+447700900418", toShown: "07700 900418", body: "RX18 TNV is ready. £921.50" };

const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isSendError(error)) throw new Error(`Expected a SendError, got ${String(error)}`);
  return error;
};

test("a text is posted whole, and Twilio's id is its reference", async () => {
  const { requests, apiBase } = await openTwilio();
  expect(await open(apiBase).sendText(text)).toEqual({ providerId: "SM123" });
  expect(requests).toEqual([
    {
      path: "/2010-04-01/Accounts/AC42/Messages.json",
      authorization: `Basic ${Buffer.from(`AC42:${authToken}`).toString("base64")}`,
      form: { From: "+441227960014", To: "+447700900418", Body: "RX18 TNV is ready. £921.50" },
    },
  ]);
});

test("a messaging service sends under its own name", async () => {
  const { requests, apiBase } = await openTwilio();
  await open(apiBase, "MG7").sendText(text);
  expect(requests[0]?.form).toEqual({ MessagingServiceSid: "MG7", To: text.to, Body: text.body });
});

test.each([
  [21614, "07700 900418 cannot receive texts: it is a landline."],
  [30006, "07700 900418 cannot receive texts: it is a landline."],
  [21211, "07700 900418 is not a number that texts can be sent to."],
  [21610, "07700 900418 has answered STOP and gets no more texts."],
])("code %i is a refusal for good, in words", async (code, sentence) => {
  const { apiBase } = await openTwilio(json(400, { code, message: "x", more_info: "x", status: 400 }));
  expect(await failureOf(open(apiBase).sendText(text))).toMatchObject({ permanent: true, message: sentence });
});

test("an answer that the text has failed already is read like a refusal", async () => {
  const { apiBase } = await openTwilio(json(201, { sid: "SM1", status: "undelivered", error_code: 30006 }));
  expect(await failureOf(open(apiBase).sendText(text))).toMatchObject({
    permanent: true,
    message: "07700 900418 cannot receive texts: it is a landline.",
  });
});

test.each<[string, Answer, RegExp]>([
  ["a refused login", json(401, { code: 20003, message: "Authenticate", status: 401 }), /check TWILIO_AUTH_TOKEN/],
  ["too many at once", json(429, { code: 20429, message: "Too many requests", status: 429 }), /Too many requests/],
  ["a sender that is not ours", json(400, { code: 21606, message: "The From is not yours", status: 400 }), /not yours/],
  ["a failure of theirs", (response) => response.writeHead(503).end("<html>"), /Twilio answered 503/],
  ["an answer that is none", (response) => response.writeHead(201).end("<html>"), /could not be read/],
  ["a connection that breaks", (response) => response.destroy(), /could not be reached/],
  ["no answer", () => undefined, /could not be reached, or did not answer in time/],
  ["an address that sends elsewhere", (response) => response.writeHead(307, { location: "/x" }).end(), /be reached/],
])("%s is for now: the next try goes through", async (_, answer, sentence) => {
  const { requests, apiBase } = await openTwilio(answer);
  const twilio = open(apiBase);
  const failure = await failureOf(twilio.sendText(text));
  expect(failure.permanent).toBe(false);
  expect(failure.message).toMatch(sentence);
  expect(inspect(failure, { depth: 9 })).not.toContain(authToken);
  expect(inspect(failure, { depth: 9 })).not.toContain(Buffer.from(`AC42:${authToken}`).toString("base64"));
  await twilio.sendText(text);
  expect(requests).toHaveLength(2);
});

test("an answer lost after the text was taken is tried again: twice at the counterpart, no oftener", async () => {
  const { requests, apiBase } = await openTwilio((response) => response.destroy());
  const twilio = open(apiBase);
  await failureOf(twilio.sendText(text));
  await twilio.sendText(text);
  expect(requests).toHaveLength(2);
});

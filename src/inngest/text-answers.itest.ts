import { createHmac } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import { hearTwilio } from "#/server/http/text-webhook.ts";
import { type Garage, openGarage } from "../../tests/booking/garage.ts";
import { openWorld } from "../../tests/booking/world.ts";

const { admin, startProcess, texts, booked } = openWorld();
const account = { authToken: "t".repeat(32), base: "https://garage.example" };
const path = "/api/webhooks/twilio";

let number = 0;
let phone = "";
beforeEach(() => {
  number += 1;
  phone = `+4477009${String(10_000 + number * 7 + (Date.now() % 1000)).slice(-5)}`;
});

/** As Twilio calls: a form, signed over the address from outside and the sorted fields. */
const told = (
  fields: Record<string, string>,
  { token = account.authToken, base = account.base } = {},
): Promise<Response> => {
  const text = Object.keys(fields)
    .sort()
    .reduce((all, name) => `${all}${name}${fields[name]}`, `${base}${path}`);
  return hearTwilio(
    new Request(`http://127.0.0.1:3000${path}`, {
      method: "POST",
      headers: { "x-twilio-signature": createHmac("sha1", token).update(text).digest("base64") },
      body: new URLSearchParams(fields),
    }),
    account,
  );
};
let sid = 0;
const answered = (Body: string, MessageSid = `SM${++sid}${Date.now()}`, from = phone) =>
  told({ MessageSid, From: from, To: "+441134960900", Body, NumMedia: "0" });

const rows = async <Row extends object>(query: string, ...values: unknown[]): Promise<Row[]> =>
  (await admin.query<Row>(query, values)).rows;
const textSent = (appointmentId: string, kind: string) =>
  vi.waitFor(
    async () => {
      const [message] = await rows<{ providerId: string; recipient: string }>(
        `select provider_id as "providerId", recipient from message where appointment_id = $1 and kind = $2 and channel = 'SMS' and state = 'SENT'`,
        appointmentId,
        kind,
      );
      if (message === undefined) throw new Error(`${kind} is owed.`);
      return message;
    },
    { timeout: 30_000, interval: 30 },
  );

/** Booked by somebody who gave a number alone, and told by text. */
const visit = async (): Promise<{ own: Garage; id: string; providerId: string }> => {
  startProcess();
  const own = await openGarage(admin);
  const { id } = await booked(own, { contact: { email: null, phone } });
  return { own, id, ...(await textSent(id, "appointment-booked")) };
};
const stateOf = async (id: string) =>
  (await rows<{ state: string }>("select state from appointment where id = $1", id))[0]?.state;
const tasksOf = ({ tenant }: Garage) =>
  rows<{ title: string; detail: string; kind: string }>(
    "select title, detail, kind from manual_task where tenant_id = $1 and kind in ('text-answer', 'message-bounced')",
    tenant.tenantId,
  );

test("C calls the visit off, once however often it is told; the message list shows the answer", async () => {
  const { own, id } = await visit();
  const reference = `SM-twice-${Date.now()}`;
  const [first, second] = await Promise.all([answered(" c. ", reference), answered(" c. ", reference)]);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(await first.text()).toBe("<Response></Response>");
  await vi.waitFor(async () => expect(await stateOf(id)).toBe("CANCELLED"), { timeout: 30_000, interval: 30 });
  expect(await rows("select wish, body from text_answer where tenant_id = $1", own.tenant.tenantId)).toEqual([
    { wish: "CANCEL", body: " c. " },
  ]);
  expect(await own.desk("query", "message.list", { appointmentId: id })).toMatchObject({
    answers: [{ wish: "CANCEL", body: " c. " }],
  });
  // Called off already: nothing is booked ahead, so a person reads the next one.
  await answered("C");
  expect(await tasksOf(own)).toMatchObject([
    { kind: "text-answer", title: expect.stringContaining("nothing is booked") },
  ]);
});

test("R gets the link to another time, by text", async () => {
  const { id } = await visit();
  await answered("R");
  await textSent(id, "appointment-link");
  const sent = (await texts()).filter(({ to, text }) => to.includes(phone) && text.includes("choose another time"));
  expect(sent).toHaveLength(1);
  expect(sent[0]?.text).toMatch(/\/a\/[\w-]{40,}/);
  expect(await stateOf(id)).toBe("BOOKED");
});

test("STOP withdraws consent, and a sentence is for a person", async () => {
  const { own, id } = await visit();
  await answered("Can I bring my mother's car too? 🚗");
  expect(await tasksOf(own)).toMatchObject([
    { kind: "text-answer", detail: "\u201cCan I bring my mother's car too? 🚗\u201d" },
  ]);
  await answered("Stop");
  const given = await rows<{ given: boolean }>(
    "select c.given from customer_consent c join appointment a on a.tenant_id = c.tenant_id and a.customer_id = c.customer_id where a.id = $1 and c.channel = 'SMS'",
    id,
  );
  expect(given.length).toBeGreaterThan(0);
  expect(given.every((consent) => !consent.given)).toBe(true);
});

test("what the network tells of a text is noted, the last word stands, and one that came back is somebody's task", async () => {
  const { own, providerId, id } = await visit();
  const status = async (MessageStatus: string, more: Record<string, string> = {}) =>
    expect((await told({ MessageSid: providerId, MessageStatus, ...more })).status).toBe(200);
  const arrival = async () => {
    const [message] = await rows<{ arrived: boolean; bounced: boolean; reason: string | null }>(
      "select arrived_at is not null as arrived, bounced_at is not null as bounced, bounce_reason as reason from message where provider_id = $1",
      providerId,
    );
    return message;
  };
  await status("sent");
  expect(await arrival()).toEqual({ arrived: false, bounced: false, reason: null });
  await status("delivered");
  expect(await arrival()).toEqual({ arrived: true, bounced: false, reason: null });
  await status("undelivered", { ErrorCode: "30005" });
  await status("delivered");
  expect(await arrival()).toEqual({ arrived: false, bounced: true, reason: expect.stringMatching(/is not in use/) });
  expect(await tasksOf(own)).toMatchObject([
    { kind: "message-bounced", detail: expect.stringMatching(/is not in use/) },
  ]);
  expect(await own.desk("query", "message.list", { appointmentId: id })).toMatchObject({
    messages: [{ arrival: "bounced", lastError: expect.stringMatching(/is not in use/) }],
  });
});

test("nobody but the network is heard, and a stranger's text is nobody's", async () => {
  const { id } = await visit();
  const fields = { MessageSid: "SM1", From: phone, Body: "C" };
  expect((await told(fields, { token: "x".repeat(32) })).status).toBe(401);
  expect((await told(fields, { base: "https://elsewhere.example" })).status).toBe(401);
  const unsigned = new Request(`http://127.0.0.1:3000${path}`, { method: "POST", body: new URLSearchParams(fields) });
  expect((await hearTwilio(unsigned, account)).status).toBe(401);
  expect((await hearTwilio(unsigned, { ...account, authToken: undefined })).status).toBe(401);
  expect((await told({ MessageSid: "SM2" })).status).toBe(400);
  expect((await answered("C", "SM3", "+447700999999")).status).toBe(200);
  expect(await stateOf(id)).toBe("BOOKED");
});

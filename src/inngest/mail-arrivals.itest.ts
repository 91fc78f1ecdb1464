import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test, vi } from "vitest";
import { consentPurposes } from "#/domain/contact.ts";
import { hearSendGrid } from "#/server/http/mail-webhook.ts";
import { openGarage } from "../../tests/booking/garage.ts";
import { openWorld } from "../../tests/booking/world.ts";

const { admin, startProcess, booked } = openWorld();
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const verificationKey = publicKey.export({ format: "der", type: "spki" }).toString("base64");

/** As SendGrid calls: a list of events, signed over the time and the bytes. `bent` changes what arrives after it was signed. */
const told = (events: unknown, bent: (body: string) => string = (body) => body): Promise<Response> => {
  const body = JSON.stringify(events);
  const timestamp = "1790000000";
  const signature = sign("sha256", Buffer.from(timestamp + body), { key: privateKey, dsaEncoding: "der" });
  return hearSendGrid(
    new Request("http://127.0.0.1:3000/api/webhooks/sendgrid", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-twilio-email-event-webhook-timestamp": timestamp,
        "x-twilio-email-event-webhook-signature": signature.toString("base64"),
      },
      body: bent(body),
    }),
    verificationKey,
  );
};

type Row = { providerId: string; recipient: string; arrived: boolean; bounced: string | null; customerId: string };
const mailOf = (appointmentId: string): Promise<Row> =>
  vi.waitFor(
    async () => {
      const { rows } = await admin.query<Row>(
        `select provider_id as "providerId", recipient, arrived_at is not null as arrived, bounce_reason as bounced, customer_id as "customerId"
           from message where appointment_id = $1 and channel = 'EMAIL' and state = 'SENT'`,
        [appointmentId],
      );
      const [row] = rows;
      if (row === undefined) throw new Error("The mail is owed.");
      return row;
    },
    { timeout: 50_000, interval: 30 },
  );
const tasks = async (customerId: string): Promise<string[]> =>
  (
    await admin.query<{ title: string }>(
      "select title from manual_task where subject_id = $1 and kind = 'message-bounced'",
      [customerId],
    )
  ).rows.map(({ title }) => title);

const mailed = async () => {
  startProcess();
  const own = await openGarage(admin);
  const { id } = await booked(own);
  return { id, ...(await mailOf(id)) };
};

test("a mail that arrived says so, and one that came back says why and leaves one task, however often it is told", async () => {
  const { id, providerId, recipient, customerId } = await mailed();
  const about = { email: recipient, "smtp-id": providerId };
  expect(
    (
      await told([
        { ...about, event: "processed" },
        { ...about, event: "delivered" },
      ])
    ).status,
  ).toBe(200);
  expect(await mailOf(id)).toMatchObject({ arrived: true, bounced: null });
  const bounce = { ...about, event: "bounce", reason: "550 5.1.1 no\nsuch user" };
  for (let again = 0; again < 3; again += 1) expect((await told([bounce, bounce])).status).toBe(200);
  const why = "The mail server of the address sent it back: 550 5.1.1 no such user";
  expect(await mailOf(id)).toMatchObject({ bounced: why });
  expect(await tasks(customerId)).toEqual([`\u201cBooked\u201d did not reach ${recipient}`]);
  // The last word stands: one that came back never arrived.
  await told([{ ...about, event: "delivered" }]);
  expect(await mailOf(id)).toMatchObject({ arrived: false, bounced: why });
});

test("the relay's own reference is known too, as far as its first full stop", async () => {
  const { id } = await mailed();
  await admin.query("update message set provider_id = 'qNwBLgPQQjW6DJvKQwSAbw' where appointment_id = $1", [id]);
  await told([{ event: "delivered", sg_message_id: "qNwBLgPQQjW6DJvKQwSAbw.filterdrecv-7f-6089EA4A-56.0" }]);
  expect(await mailOf(id)).toMatchObject({ arrived: true });
});

test("whoever marks a mail as spam gets no more of them", async () => {
  const { providerId, customerId } = await mailed();
  const report = { event: "spamreport", "smtp-id": providerId };
  await told([report, report]);
  const { rows } = await admin.query<{ channel: string; purpose: string; given: boolean }>(
    "select channel::text, purpose::text, given from customer_consent where customer_id = $1 order by customer_consent.purpose",
    [customerId],
  );
  expect(rows).toEqual(consentPurposes.map((purpose) => ({ channel: "EMAIL", purpose, given: false })));
});

test("what is not signed, or was changed since, moves nothing; a mail of somebody else's is passed over", async () => {
  const { id, providerId } = await mailed();
  const event = { event: "bounce", "smtp-id": providerId, reason: "x" };
  const body = JSON.stringify([event]);
  for (let at = 0; at < body.length; at += 3)
    expect(
      (
        await told(
          [event],
          (whole) => whole.slice(0, at) + String.fromCharCode(whole.charCodeAt(at) ^ 1) + whole.slice(at + 1),
        )
      ).status,
    ).toBe(401);
  expect((await hearSendGrid(new Request("http://x.test/", { method: "POST", body }), verificationKey)).status).toBe(
    401,
  );
  expect(await mailOf(id)).toMatchObject({ arrived: false, bounced: null });
  expect((await told([{ event: "bounce", "smtp-id": "<nobody@elsewhere>" }])).status).toBe(200);
  expect((await told({ event: "bounce" })).status).toBe(400);
});

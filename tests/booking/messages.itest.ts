import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { readAnswer, trpcRequest } from "../harness/client.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";
import { bookOnline, dayAhead, firstFree, type Garage, openGarage } from "./garage.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

/** Books online, and what was sent about that. */
const bookedAndTold = async (garage: Garage): Promise<{ appointmentId: string; messageId: string }> => {
  await bookOnline(garage, await firstFree(garage, dayAhead(3)));
  const { tenantId } = garage.tenant;
  const { rows } = await admin.query<{ id: string; customerId: string }>(
    'select id, customer_id as "customerId" from appointment where tenant_id = $1 order by created_at desc limit 1',
    [tenantId],
  );
  const [appointment] = rows;
  if (appointment === undefined) throw new Error("No appointment was written.");
  const messageId = uuidv7();
  await insertRows(admin, "message", [
    {
      tenant_id: tenantId,
      id: messageId,
      channel: "EMAIL",
      state: "SENT",
      kind: "appointment-booked",
      recipient: "nadia@example.com",
      subject: "Booked",
      body_text: "Your visit is booked.",
      customer_id: appointment.customerId,
      appointment_id: appointment.id,
      source_key: `built:${messageId}`,
      sent_at: new Date(),
    },
  ]);
  return { appointmentId: appointment.id, messageId };
};

const listed = z.object({ messages: z.array(z.object({ id: z.string() })) });

test("what was told about an appointment is read by who may read customers, of this appointment and workshop alone", async () => {
  const garage = await openGarage(admin, { bays: 2 });
  const { appointmentId, messageId } = await bookedAndTold(garage);
  await bookedAndTold(garage);
  expect(listed.parse(await garage.desk("query", "message.list", { appointmentId })).messages).toEqual([
    { id: messageId },
  ]);

  const cookie = await signIn(garage.tenant.members.technician.email);
  const asTechnician = async (kind: "query" | "mutation", path: string, input: object) =>
    (await readAnswer(await handleTrpc(trpcRequest(testOrigin, kind, path, input, cookie)))).failure;
  const resent = { messageId, recipient: null, idempotencyKey: uuidv7() };
  expect(await asTechnician("query", "message.list", { appointmentId })).toBe("FORBIDDEN");
  expect(await asTechnician("mutation", "message.resend", resent)).toBe("FORBIDDEN");

  const other = await openGarage(admin);
  expect(listed.parse(await other.desk("query", "message.list", { appointmentId })).messages).toEqual([]);
  expect((await other.askDesk("mutation", "message.resend", resent)).failure).toBe("NOT_FOUND");
});

import { shortageEmail } from "#/documents/email/shortage-email.tsx";
import { inventoryAdjusted } from "#/domain/events.ts";
import { env } from "#/env.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { sendToMembers } from "#/inngest/send-to-members.ts";
import { readDb } from "#/server/db/transaction.ts";
import { buyersOf, shortagesToTell } from "#/server/services/shortages.ts";

/** Tells the members who buy what has newly fallen short: one mail for an event at most, and none of what they know. */
export const notifyProcurement = consumer(inventoryAdjusted, "notify-procurement", async (context) => {
  const { ctx, event, delivery } = context;
  const { branchId, partIds } = event.data;
  const parts = await context.write((tx) => shortagesToTell(tx, branchId, partIds, `delivery:${delivery.id}`));
  // Nothing was owed to anybody, as after most movements: that is an end, and no gap for somebody to look into.
  if (parts.length === 0) return done("Nothing new has fallen short.");
  const { branch, tenant, buyers } = await buyersOf(readDb(ctx), branchId);
  if (buyers.length === 0) return skipped("Nobody here has the right to order parts.");

  const base = env.APP_URL ?? event.origin ?? `http://localhost:${env.PORT}`;
  return sendToMembers(context, "shortage", mailFrom(tenant.name, branch.email), buyers, (buyer) =>
    shortageEmail({
      sender: staffSender(tenant, branch),
      memberName: buyer.name,
      parts,
      href: `${base}/parts?show=low`,
    }),
  );
});

import { shortageEmail } from "#/documents/email/shortage-email.tsx";
import { inventoryAdjusted } from "#/domain/events.ts";
import { env } from "#/env.ts";
import { consumer, skipped } from "#/inngest/consumer.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { memberKey, sendToMembers } from "#/inngest/send-to-members.ts";
import { readDb } from "#/server/db/transaction.ts";
import { withdraw } from "#/server/services/messages.ts";
import { buyersOf, shortagesToTell } from "#/server/services/shortages.ts";

const kind = "shortage";

/** Tells the members who buy what has newly fallen short: one mail for an event at most, and none of what they know. */
export const notifyProcurement = consumer(inventoryAdjusted, "notify-procurement", async (context) => {
  const { ctx, event, delivery } = context;
  const { branchId, partIds } = event.data;
  const parts = await context.write((tx) => shortagesToTell(tx, branchId, partIds, `delivery:${delivery.id}`));
  if (parts === null && delivery.attempt === 1) return skipped("Nothing new has fallen short.");
  const { branch, tenant, buyers } = await buyersOf(readDb(ctx), branchId);
  if (parts === null) {
    const keys = buyers.map((buyer) => memberKey(kind, delivery.id, buyer));
    return context.finish(skipped("Nothing is short any more."), (tx) =>
      withdraw(tx, keys, "Stock came before this could be sent."),
    );
  }
  if (buyers.length === 0) return skipped("Nobody here has the right to order parts.");

  const base = env.APP_URL ?? event.origin ?? `http://localhost:${env.PORT}`;
  return sendToMembers(context, kind, mailFrom(tenant.name, branch.email), buyers, (buyer) =>
    shortageEmail({
      sender: staffSender(tenant, branch),
      memberName: buyer.name,
      parts,
      href: `${base}/parts?show=low`,
    }),
  );
});

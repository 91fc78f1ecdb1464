import { welcomeEmail } from "#/documents/email/welcome-email.tsx";
import { zoneCity } from "#/domain/countries.ts";
import { tenantRegistered } from "#/domain/events.ts";
import { formatMoney, formatRate } from "#/domain/money.ts";
import { env } from "#/env.ts";
import { consumer } from "#/inngest/consumer.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { sendToMembers } from "#/inngest/send-to-members.ts";
import { readDb } from "#/server/db/transaction.ts";
import { welcomeToSend } from "#/server/services/staff.ts";

/** Tells the owner of a new workshop where to begin. */
export const welcomeOwner = consumer(tenantRegistered, "welcome-owner", async (context) => {
  const { ctx, event } = context;
  const { tenant, branch, owner } = await welcomeToSend(readDb(ctx), event.data.memberId);
  const { zone, locale, currency, taxName, taxRatesBp, labourRateMinor, bays } = branch;
  const origin = env.APP_URL ?? event.origin ?? `http://localhost:${env.PORT}`;
  return sendToMembers(context, "welcome", mailFrom("Pitlane", null), [owner], () =>
    welcomeEmail({
      sender: staffSender(tenant, branch),
      ownerName: owner.name,
      ownerEmail: owner.email,
      trialEndsAt: tenant.subscription === "TRIAL" ? (tenant.trialEndsAt?.toISOString() ?? null) : null,
      terms: {
        labourRate: formatMoney(labourRateMinor, currency, locale),
        tax: taxRatesBp.length === 0 ? taxName : `${taxName} ${formatRate(taxRatesBp[0] ?? 0)}`,
        clock: `${zoneCity(zone)} time`,
        bays,
      },
      zone,
      href: `${origin}/board`,
    }),
  );
});

import { formatIsoDate } from "#/domain/time.ts";
import { done, type EffectContext, type Finished, skipped } from "#/inngest/consumer.ts";
import { readDb } from "#/server/db/transaction.ts";
import { type Days, daysOfPayment, keepDays } from "#/server/services/metrics.ts";

type Context<Data> = Pick<EffectContext<Data>, "finish" | "event">;

/** Reckons the days anew in the transaction that ends the delivery. */
export const keepFigures = <Data>(context: Context<Data>, days: Days): Promise<Finished> =>
  context.finish(
    done(
      days.first === days.last
        ? formatIsoDate(days.first)
        : `${formatIsoDate(days.first)} and ${formatIsoDate(days.last)}`,
    ),
    (tx) => keepDays(tx, days, context.event.id),
  );

/** The same of several days, given oldest first: whoever holds one and waits for another holds the older one. */
export const keepFiguresOf = async <Data>(context: Context<Data>, days: readonly Days[], absent: string) =>
  days.length === 0
    ? skipped(absent)
    : context.finish(done(days.map(({ first }) => formatIsoDate(first)).join(", ")), async (tx) => {
        for (const day of days) await keepDays(tx, day, context.event.id);
      });

/** Brings the days up to date on which a payment came, paid something or went back. */
export const keepMoneyFigures = async (
  context: Pick<EffectContext<{ paymentId: string }>, "finish" | "ctx" | "event">,
) =>
  keepFiguresOf(
    context,
    await daysOfPayment(readDb(context.ctx), context.event.data.paymentId),
    "This payment is not in the books.",
  );

import { formatIsoDate } from "#/domain/time.ts";
import { done, type EffectContext, type Finished } from "#/inngest/consumer.ts";
import { type Days, keepDays } from "#/server/services/metrics.ts";

/** Reckons the days anew in the transaction that ends the delivery. */
export const keepFigures = <Data>(context: Pick<EffectContext<Data>, "finish">, days: Days): Promise<Finished> =>
  context.finish(
    done(
      days.first === days.last
        ? formatIsoDate(days.first)
        : `${formatIsoDate(days.first)} and ${formatIsoDate(days.last)}`,
    ),
    (tx) => keepDays(tx, days),
  );

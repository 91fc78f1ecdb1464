import { paymentRefunded } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { keepMoneyFigures } from "#/inngest/keep-figures.ts";

/** Brings the figures of the days up to date on which it came and went back. */
export const updateRefundFigures = consumer(paymentRefunded, "update-analytics", keepMoneyFigures);

import { paymentShifted } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { keepMoneyFigures } from "#/inngest/keep-figures.ts";

/** Brings the figures of the days up to date that the money left or came to. */
export const updateShiftFigures = consumer(paymentShifted, "update-analytics", keepMoneyFigures);

import { z } from "zod";
import { parseQuantity } from "#/domain/quantity.ts";

/** The few kinds of field that all schemas are made of; their messages are what people read. */

export const id = z.uuid("This is not the id of anything.");
export const version = z.int().positive();

/** An instant. superjson carries it as a Date. */
export const moment = z.date();

/** An instant that a person gives. PostgreSQL has no year 240,002 before Christ, and no workshop makes a promise for 2300. */
export const givenMoment = z
  .date("Give a date and a time.")
  .min(new Date("2000-01-01T00:00:00Z"), "That is before the year 2000. Check the date.")
  .max(new Date("2200-01-01T00:00:00Z"), "That is after the year 2200. Check the date.");

/** Required text, trimmed, at most `max` characters. */
export const text = (missing: string, max: number) =>
  z.string().trim().min(1, missing).max(max, `${max} characters at most.`);
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `${max} characters at most.`)
    .nullable()
    .transform((value) => (value === "" ? null : value));

/** Decimal text with at most three places and nine digits before them. */
export const decimal = z
  .string()
  .refine((value) => parseQuantity(value) !== null, "A number with at most three decimals, as 4.5.");

/** Minor units, as the product reckons them. */
export const minor = z.int();

/** A price that a person gives, in minor units. */
export const money = z
  .int("A price with at most the currency's decimals.")
  .min(0, "A price is not negative.")
  .max(100_000_000_000, "That is over a billion. Check the price.");

/** What every mutation carries beside its input: the same key gives the first result. */
export const idempotencyKey = z.string().min(8).max(100);

import type { Plain } from "#/trpc/lean.ts";
import type { Slot } from "./words.ts";

/** So many days are looked at together. */
export const daysShown = 14;

/** As JSON would carry it, so that what a page begins with and what is fetched later are of one kind. */
export const plain = <Value>(value: Value): Plain<Value> => JSON.parse(JSON.stringify(value));

/** Free times as `details.free` of a refusal carries them. */
export const freeIn = (details: unknown): Slot[] => {
  const free: unknown = typeof details === "object" && details !== null ? Reflect.get(details, "free") : null;
  return Array.isArray(free) ? free.filter(isSlot) : [];
};

const isSlot = (value: unknown): value is Slot =>
  typeof value === "object" &&
  value !== null &&
  ["startsAt", "endsAt", "day", "time"].every((name) => typeof Reflect.get(value, name) === "string");

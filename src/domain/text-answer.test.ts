import { expect, test } from "vitest";
import { wishOf } from "#/domain/text-answer.ts";

test.each([
  ["C", "CANCEL"],
  [" c. ", "CANCEL"],
  ["\u201cC\u201d", "CANCEL"],
  ["Ｃ", "CANCEL"],
  ["cancel!", "CANCEL"],
  ["R", "RESCHEDULE"],
  ["r\n", "RESCHEDULE"],
  ["Change", "RESCHEDULE"],
  ["stop", "STOP"],
  ["Stop all", "STOP"],
  ["unsubscribe.", "STOP"],
  ["", "OTHER"],
  ["👍", "OTHER"],
  // Who writes more than the word means more than the word.
  ["C u tomorrow", "OTHER"],
  ["Please don't cancel", "OTHER"],
  ["СТОП", "OTHER"],
])("%j means %s", (body, wish) => {
  expect(wishOf(body)).toBe(wish);
});

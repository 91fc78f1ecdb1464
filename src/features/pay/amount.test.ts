import { expect, test } from "vitest";
import { amountIn, editableIn } from "./amount.ts";

test.each([
  ["42", "GBP", "en-GB", 4200],
  ["£1,234.50", "GBP", "en-GB", 123_450],
  ["1,234", "GBP", "en-GB", 123_400],
  ["12,5", "GBP", "en-GB", 1250],
  ["12,50", "EUR", "de-DE", 1250],
  ["1.234,50 €", "EUR", "de-DE", 123_450],
  ["1.234", "EUR", "de-DE", 123_400],
  ["12.50", "EUR", "de-DE", 1250],
  ["1’234.50", "CHF", "de-CH", 123_450],
  ["1 234,50", "EUR", "fr-FR", 123_450],
  ["12.", "GBP", "en-GB", 1200],
  ["5000", "JPY", "ja-JP", 5000],
])("%s in %s, %s is %i", (text, currency, locale, minor) => {
  expect(amountIn(text, currency, locale)).toBe(minor);
});

test.each([
  ["", "GBP", "en-GB"],
  ["all of it", "GBP", "en-GB"],
  ["-5", "GBP", "en-GB"],
  ["−5", "GBP", "en-GB"],
  ["1.234", "GBP", "en-GB"],
  ["12.5", "JPY", "ja-JP"],
])("%s in %s, %s is no amount", (text, currency, locale) => {
  expect(amountIn(text, currency, locale)).toBeNull();
});

test.each([
  [92_150, "GBP", "en-GB"],
  [123_450, "EUR", "de-DE"],
  [12_500, "TND", "fr-FR"],
  [5000, "JPY", "ja-JP"],
])("what is filled in is read back: %i %s in %s", (minor, currency, locale) => {
  expect(amountIn(editableIn(minor, currency, locale), currency, locale)).toBe(minor);
});

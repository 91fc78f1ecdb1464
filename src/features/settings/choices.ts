"use client";

import { useEffect, useState } from "react";

type Choice = { readonly value: string; readonly word: string };

const currencies = [
  "GBP",
  "EUR",
  "USD",
  "CAD",
  "AUD",
  "NZD",
  "CHF",
  "SEK",
  "NOK",
  "DKK",
  "PLN",
  "CZK",
  "RON",
  "HUF",
  "ZAR",
  "INR",
  "SGD",
  "AED",
  "JPY",
];
const locales: readonly Choice[] = [
  { value: "en-GB", word: "English, United Kingdom: £1,184.40" },
  { value: "en-IE", word: "English, Ireland: €1,184.40" },
  { value: "en-US", word: "English, United States: $1,184.40" },
  { value: "en-CA", word: "English, Canada: $1,184.40" },
  { value: "en-AU", word: "English, Australia: $1,184.40" },
  { value: "de-DE", word: "German: 1.184,40 €" },
  { value: "fr-FR", word: "French: 1 184,40 €" },
  { value: "es-ES", word: "Spanish: 1184,40 €" },
  { value: "it-IT", word: "Italian: 1184,40 €" },
  { value: "nl-NL", word: "Dutch: € 1.184,40" },
  { value: "pl-PL", word: "Polish: 1184,40 zł" },
];
const countries: readonly Choice[] = [
  { value: "AU", word: "Australia" },
  { value: "AT", word: "Austria" },
  { value: "BE", word: "Belgium" },
  { value: "CA", word: "Canada" },
  { value: "CZ", word: "Czechia" },
  { value: "DK", word: "Denmark" },
  { value: "FI", word: "Finland" },
  { value: "FR", word: "France" },
  { value: "DE", word: "Germany" },
  { value: "GR", word: "Greece" },
  { value: "IN", word: "India" },
  { value: "IE", word: "Ireland" },
  { value: "IT", word: "Italy" },
  { value: "JP", word: "Japan" },
  { value: "NL", word: "Netherlands" },
  { value: "NZ", word: "New Zealand" },
  { value: "NO", word: "Norway" },
  { value: "PL", word: "Poland" },
  { value: "PT", word: "Portugal" },
  { value: "RO", word: "Romania" },
  { value: "SG", word: "Singapore" },
  { value: "ZA", word: "South Africa" },
  { value: "ES", word: "Spain" },
  { value: "SE", word: "Sweden" },
  { value: "CH", word: "Switzerland" },
  { value: "AE", word: "United Arab Emirates" },
  { value: "GB", word: "United Kingdom" },
  { value: "US", word: "United States" },
];

/** The list, and the value that stands there even when the list does not have it. */
const withCurrent = (list: readonly Choice[], current: string): readonly Choice[] =>
  current === "" || list.some(({ value }) => value === current) ? list : [{ value: current, word: current }, ...list];

export const currencyChoices = (current: string): readonly Choice[] =>
  withCurrent(
    currencies.map((value) => ({ value, word: value })),
    current,
  );
export const localeChoices = (current: string): readonly Choice[] => withCurrent(locales, current);
export const countryChoices = (current: string): readonly Choice[] => withCurrent(countries, current);

/** Every zone that this browser knows. Known after the first paint: the server's own list may be another. */
export const useZoneChoices = (current: string): readonly Choice[] => {
  const [zones, setZones] = useState<readonly string[]>([]);
  useEffect(() => setZones(Intl.supportedValuesOf("timeZone")), []);
  return withCurrent(
    zones.map((value) => ({ value, word: value.replaceAll("_", " ") })),
    current,
  );
};

import type { TaxMode } from "#/domain/totals.ts";

/** What a workshop of a country starts with. All of it can be changed in its settings. */
export type CountryTerms = {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  /** BCP 47, the most spoken first: how amounts are written. */
  readonly languages: readonly string[];
  /** IANA zones of most people's clocks, the most populous first. */
  readonly zones: readonly string[];
  readonly taxName: string;
  readonly taxMode: TaxMode;
  /** Basis points; the first is what work on cars carries. */
  readonly taxRatesBp: readonly number[];
  readonly odometerUnit: "mi" | "km";
};

type Row = readonly [
  code: string,
  name: string,
  currency: string,
  languages: string,
  zones: string,
  tax: string,
  rates: readonly number[],
];

// Rates of 2026, to be checked with whoever sets or publishes them: for the European Union the Commission's
// Taxes in Europe Database (TEDB), elsewhere HMRC (GB), ESTV (CH), Skatteetaten (NO), Skatturinn (IS), the Tax Service (UA),
// ATO (AU), Inland Revenue (NZ), IRAS (SG), CBIC (IN), SARS (ZA). Sales tax in the United States and Canada differs by
// place: theirs is that of California (CDTFA) and Ontario (CRA), the largest state and province. Whoever signs up sees
// them at once, and the settings change them. What an hour of work costs has no such source: the form asks.
// Rates as they stood in 2026. Sales tax in the United States and Canada differs by place: theirs is that of the largest
// state and province. Whoever signs up sees them at once, and the settings change them.
const rows: readonly Row[] = [
  ["AT", "Austria", "EUR", "de-AT", "Europe/Vienna", "USt", [2000, 1000, 0]],
  [
    "AU",
    "Australia",
    "AUD",
    "en-AU",
    "Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Perth Australia/Adelaide Australia/Hobart Australia/Darwin",
    "GST",
    [1000, 0],
  ],
  ["BE", "Belgium", "EUR", "nl-BE fr-BE de-BE", "Europe/Brussels", "BTW", [2100, 600, 0]],
  ["BG", "Bulgaria", "EUR", "bg-BG", "Europe/Sofia", "ДДС", [2000, 900, 0]],
  [
    "CA",
    "Canada",
    "CAD",
    "en-CA fr-CA",
    "America/Toronto America/Vancouver America/Edmonton America/Winnipeg America/Halifax America/Regina America/St_Johns",
    "HST",
    [1300, 500, 0],
  ],
  ["CH", "Switzerland", "CHF", "de-CH fr-CH it-CH", "Europe/Zurich", "MWST", [810, 260, 0]],
  ["CY", "Cyprus", "EUR", "el-CY", "Asia/Nicosia", "ΦΠΑ", [1900, 900, 500, 0]],
  ["CZ", "Czechia", "CZK", "cs-CZ", "Europe/Prague", "DPH", [2100, 1200, 0]],
  ["DE", "Germany", "EUR", "de-DE", "Europe/Berlin", "MwSt", [1900, 700, 0]],
  ["DK", "Denmark", "DKK", "da-DK", "Europe/Copenhagen", "Moms", [2500, 0]],
  ["EE", "Estonia", "EUR", "et-EE", "Europe/Tallinn", "KM", [2400, 900, 0]],
  ["ES", "Spain", "EUR", "es-ES ca-ES", "Europe/Madrid Atlantic/Canary", "IVA", [2100, 1000, 0]],
  ["FI", "Finland", "EUR", "fi-FI sv-FI", "Europe/Helsinki", "ALV", [2550, 1350, 0]],
  ["FR", "France", "EUR", "fr-FR", "Europe/Paris", "TVA", [2000, 1000, 0]],
  ["GB", "United Kingdom", "GBP", "en-GB", "Europe/London", "VAT", [2000, 500, 0]],
  ["GR", "Greece", "EUR", "el-GR", "Europe/Athens", "ΦΠΑ", [2400, 1300, 0]],
  ["HR", "Croatia", "EUR", "hr-HR", "Europe/Zagreb", "PDV", [2500, 1300, 0]],
  ["HU", "Hungary", "HUF", "hu-HU", "Europe/Budapest", "ÁFA", [2700, 500, 0]],
  ["IE", "Ireland", "EUR", "en-IE", "Europe/Dublin", "VAT", [2300, 1350, 0]],
  ["IN", "India", "INR", "en-IN hi-IN", "Asia/Kolkata", "GST", [1800, 500, 0]],
  ["IS", "Iceland", "ISK", "is-IS", "Atlantic/Reykjavik", "VSK", [2400, 1100, 0]],
  ["IT", "Italy", "EUR", "it-IT", "Europe/Rome", "IVA", [2200, 1000, 0]],
  ["LT", "Lithuania", "EUR", "lt-LT", "Europe/Vilnius", "PVM", [2100, 1200, 0]],
  ["LU", "Luxembourg", "EUR", "fr-LU de-LU", "Europe/Luxembourg", "TVA", [1700, 800, 0]],
  ["LV", "Latvia", "EUR", "lv-LV", "Europe/Riga", "PVN", [2100, 1200, 0]],
  ["MT", "Malta", "EUR", "en-MT", "Europe/Malta", "VAT", [1800, 700, 0]],
  ["NL", "Netherlands", "EUR", "nl-NL", "Europe/Amsterdam", "btw", [2100, 900, 0]],
  ["NO", "Norway", "NOK", "nb-NO", "Europe/Oslo", "MVA", [2500, 0]],
  ["NZ", "New Zealand", "NZD", "en-NZ", "Pacific/Auckland", "GST", [1500, 0]],
  ["PL", "Poland", "PLN", "pl-PL", "Europe/Warsaw", "VAT", [2300, 800, 0]],
  ["PT", "Portugal", "EUR", "pt-PT", "Europe/Lisbon Atlantic/Madeira Atlantic/Azores", "IVA", [2300, 1300, 0]],
  ["RO", "Romania", "RON", "ro-RO", "Europe/Bucharest", "TVA", [2100, 1100, 0]],
  ["SE", "Sweden", "SEK", "sv-SE", "Europe/Stockholm", "Moms", [2500, 0]],
  ["SG", "Singapore", "SGD", "en-SG", "Asia/Singapore", "GST", [900, 0]],
  ["SI", "Slovenia", "EUR", "sl-SI", "Europe/Ljubljana", "DDV", [2200, 950, 0]],
  ["SK", "Slovakia", "EUR", "sk-SK", "Europe/Bratislava", "DPH", [2300, 1900, 0]],
  ["UA", "Ukraine", "UAH", "uk-UA", "Europe/Kyiv", "ПДВ", [2000, 0]],
  [
    "US",
    "United States",
    "USD",
    "en-US es-US",
    "America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage Pacific/Honolulu",
    "Sales tax",
    [725, 0],
  ],
  ["ZA", "South Africa", "ZAR", "en-ZA af-ZA", "Africa/Johannesburg", "VAT", [1500, 0]],
];

const inMiles = new Set(["GB", "US"]);
// Elsewhere businesses are used to prices before tax on both sides of the counter.
const pricesIncludeTax = new Set(["AU", "NZ"]);

const termsOf = ([code, name, currency, languages, zones, taxName, taxRatesBp]: Row): CountryTerms => ({
  code,
  name,
  currency,
  languages: languages.split(" "),
  zones: zones.split(" "),
  taxName,
  taxMode: pricesIncludeTax.has(code) ? "INCLUSIVE" : "EXCLUSIVE",
  taxRatesBp,
  odometerUnit: inMiles.has(code) ? "mi" : "km",
});

/** By name, as a person looks for theirs. */
export const countries: readonly CountryTerms[] = rows
  .map(termsOf)
  .sort((one, other) => one.name.localeCompare(other.name, "en"));

/** Every language of the list, each once. */
export const languages: readonly string[] = [...new Set(countries.flatMap(({ languages: spoken }) => spoken))];

const byCode = new Map(countries.map((country) => [country.code, country]));

export const countryTerms = (code: string): CountryTerms | undefined => byCode.get(code);

/** The country whose clocks say `zone`, when there is one alone that does. */
export const countryOfZone = (zone: string): CountryTerms | undefined =>
  countries.find(({ zones }) => zones.includes(zone));

/** `New York` of `America/New_York`. */
export const zoneCity = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** `English (Canada)` of `en-CA`, in English. */
export const languageName = (language: string): string =>
  new Intl.DisplayNames("en-GB", { type: "language", languageDisplay: "standard" }).of(language) ?? language;

import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js";

type Parsed = { readonly ok: true; readonly e164: string } | { readonly ok: false; readonly reason: string };

/** A phone number in E.164, read as dialled in `country` (ISO 3166 alpha-2), or a sentence that says what is wrong. */
export const parsePhone = (text: string, country: string): Parsed => {
  const region = isSupportedCountry(country) ? country : undefined;
  const number = parsePhoneNumberFromString(text, region);
  if (number?.isPossible() === true) return { ok: true, e164: number.number };
  switch (validatePhoneNumberLength(text, region)) {
    case "TOO_SHORT":
      return { ok: false, reason: "Digits are missing from the phone number." };
    case "TOO_LONG":
      return { ok: false, reason: "The phone number has too many digits." };
    default:
      return { ok: false, reason: "Type a phone number, with + and the country code when it is foreign." };
  }
};

/** `07700 900418` at home, `+1 212 555 0123` from abroad. */
export const formatPhone = (e164: string, country: string): string => {
  // Nothing but the number stands in it: looking for one in a text takes longer than all the rest.
  const number = parsePhoneNumberFromString(e164, { extract: false });
  if (number === undefined) return e164;
  const atHome = isSupportedCountry(country) && number.countryCallingCode === getCountryCallingCode(country);
  return atHome ? number.formatNational() : number.formatInternational();
};

import { parsePhoneNumberFromString } from "libphonenumber-js/max";

/** Whether the numbering plan has this E.164 number for landlines alone. Kept out of domain/: these tables are 150 kB. */
export const isLandline = (e164: string): boolean => parsePhoneNumberFromString(e164)?.getType() === "FIXED_LINE";

import { isSupportedCountry } from "libphonenumber-js/max";

/** Codes that telephony has for what is no country of its own in ISO 3166-1: Ascension, Kosovo, Tristan da Cunha. */
const ofTelephonyOnly = new Set(["AC", "TA", "XK"]);

/** Whether this is a code of ISO 3166-1 whose numbers are read here, in capital letters. */
export const isCountry = (code: string): boolean => isSupportedCountry(code) && !ofTelephonyOnly.has(code);

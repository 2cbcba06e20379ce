import { parsePhoneNumberFromString } from "libphonenumber-js/max";

const takesSms = new Set(["MOBILE", "FIXED_LINE_OR_MOBILE", "PERSONAL_NUMBER"]);

/**
 * What a number in E.164 is good for: a `mobile` takes calls and SMS, a `landline` (a switchboard, a 400 number)
 * calls only. By the numbering plans of libphonenumber; where those do not tell the two apart, as in North America, it
 * is a mobile, because an SMS that fails does less harm than one that is never tried.
 */
export const lineOf = (number: string): "mobile" | "landline" => {
  const type = parsePhoneNumberFromString(number)?.getType();
  return type === undefined || takesSms.has(type) ? "mobile" : "landline";
};

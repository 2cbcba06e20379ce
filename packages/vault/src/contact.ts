import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";

/** How a customer can be reached, in the one form in which the same contact is always written. */
export type Contact =
  | { readonly kind: "phone"; readonly value: string }
  | { readonly kind: "email"; readonly value: string }
  | { readonly kind: "text"; readonly value: string; readonly flag: "unrecognised" };

const email = /^[^\s@"(),:;<>[\]\\]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+$/u;
const longestEmail = 254;

// The full metadata: with the small one 8 numbers of the reference list count as valid that are none.
const phoneOf = (text: string, countryCode: string): string | null => {
  const country = countryCode.toUpperCase();
  const options = isSupportedCountry(country) ? { defaultCountry: country as CountryCode } : {};
  const phone = parsePhoneNumberFromString(text, { ...options, extract: false });
  // E.164 has no extension, and without it a switchboard's number would be taken for a person's.
  return phone?.isValid() && !phone.ext ? phone.number : null;
};

/**
 * Reads a contact as people write it: a phone number becomes E.164 (`countryCode`, ISO 3166-1, says how one
 * without prefix is read), an e-mail address lower case. What is neither is kept as text and flagged: never refused.
 */
export const normaliseContact = (text: string, countryCode: string): Contact => {
  const plain = text.normalize("NFKC").trim();
  if (plain.length <= longestEmail && email.test(plain)) return { kind: "email", value: plain.toLowerCase() };
  const phone = phoneOf(plain, countryCode);
  if (phone !== null) return { kind: "phone", value: phone };
  return { kind: "text", value: text.trim(), flag: "unrecognised" };
};

const maskPhone = (value: string): string => {
  const shownAtEnd = value.length >= 11 ? 4 : 2;
  return `${value.slice(0, Math.max(2, value.length - 8))}****${value.slice(-shownAtEnd)}`;
};

const maskEmail = (value: string): string => {
  const [first = ""] = value;
  return `${first}***${value.slice(value.lastIndexOf("@"))}`;
};

/** What may be shown of a contact: `+86138****8000`, `z***@example.com`, and of free text nothing. */
export const maskContact = ({ kind, value }: Contact): string => {
  if (kind === "phone") return maskPhone(value);
  if (kind === "email") return maskEmail(value);
  return "***";
};

const han = /^\p{Script=Han}/u;

const maskHan = (name: string): string => {
  const [first = "", ...rest] = name;
  return first + "*".repeat(Math.min(Math.max(rest.length, 1), 2));
};

const maskWord = (word: string): string => {
  const [first = ""] = word;
  return `${first}***`;
};

/** What may be shown of a name: `张*`, `王**`, `M*** R***`. The length of a word is not told. */
export const maskName = (name: string): string => {
  const plain = name.trim();
  if (plain === "") return "***";
  return han.test(plain) ? maskHan(plain) : plain.split(/\s+/).map(maskWord).join(" ");
};

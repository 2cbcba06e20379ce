import { phoneIn } from "./phone-forms.ts";

/** How a customer can be reached, in the one form in which the same contact is always written. */
export type Contact =
  | { readonly kind: "phone"; readonly value: string }
  | { readonly kind: "email"; readonly value: string }
  | { readonly kind: "text"; readonly value: string; readonly flag: "unrecognised" };

const email = /^[^\s@"(),:;<>[\]\\]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+$/u;
const longestEmail = 254;

/** Marks of direction and joining that copying leaves around a number: nobody sees them, nobody means them. */
const unseen = /[\p{Cf}\p{Cc}]/gu;

/** `mailto:li@example.com?subject=…`, `李四 <li.si@example.com>`: the address alone. */
const addressIn = (text: string): string => {
  const named = /^[^<>]*<([^<>]+)>$/.exec(text)?.[1] ?? text;
  return named.trim().replace(/^mailto:([^?]*).*$/i, "$1");
};

/**
 * Reads a contact as people write it: a phone number becomes E.164 (`countryCode`, ISO 3166-1, says how one
 * without prefix is read; `;ext=` where there is an extension), an e-mail address lower case. What is neither is kept
 * as text and flagged: never refused.
 */
export const normaliseContact = (text: string, countryCode: string): Contact => {
  const plain = text.normalize("NFKC").replace(unseen, "").replace(/\s+/gu, " ").trim();
  const address = addressIn(plain);
  if (address.length <= longestEmail && email.test(address))
    return { kind: "email", value: address.toLowerCase() };
  const phone = phoneIn(plain, countryCode);
  if (phone !== null) return { kind: "phone", value: phone };
  return { kind: "text", value: text.trim(), flag: "unrecognised" };
};

const maskPhone = (value: string): string => {
  const [number = "", extension] = value.split(";ext=");
  const shownAtEnd = number.length >= 11 ? 4 : 2;
  const masked = `${number.slice(0, Math.max(2, number.length - 8))}****${number.slice(-shownAtEnd)}`;
  return extension === undefined ? masked : `${masked} ext. ***`;
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

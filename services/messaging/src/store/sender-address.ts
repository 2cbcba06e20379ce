import { type Contact, normaliseContact } from "@shouwen/vault/contact";

const named = /<\s*([^<>\s]+)\s*>/u;

/** `李四 <li.si@example.com>`, `"Li, Si" <li.si@example.com>`, `mailto:li.si@example.com`: the address in it. */
const mailAddressIn = (from: string): string =>
  (named.exec(from)?.[1] ?? from.trim()).replace(/^mailto:/iu, "");

/**
 * The number or address that a message came from, as the same contact is always written. Numbers come from a provider
 * with the country's code, now and then without its `+`; one without any is read as `countries` write theirs, in this
 * order.
 */
export const senderContact = (
  channel: "sms" | "email",
  from: string,
  countries: readonly string[],
): Contact => {
  if (channel === "email") return normaliseContact(mailAddressIn(from), countries[0] ?? "CN");
  const readings = countries.map((country) => normaliseContact(from, country));
  const international = normaliseContact(`+${from.trim()}`, countries[0] ?? "CN");
  const [first = international] = readings;
  return [...readings, international].find(({ kind }) => kind === "phone") ?? first;
};

import { type Contact, normaliseContact } from "@shouwen/vault/contact";

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
  if (channel === "email") return normaliseContact(from, countries[0] ?? "CN");
  const readings = countries.map((country) => normaliseContact(from, country));
  const international = normaliseContact(`+${from.trim()}`, countries[0] ?? "CN");
  const [first = international] = readings;
  return [...readings, international].find(({ kind }) => kind === "phone") ?? first;
};

import type { Channel, Language } from "@shouwen/contracts/values";
import type { Chance } from "./chance.ts";

/** How a customer can be reached, as people write it; `none` is what somebody said who gave no usable number. */
export type Contact = { readonly is: "phone" | "email" | "none"; readonly text: string };

/** Somebody who asks for something. Made up: the e-mail addresses lead nowhere, the numbers go to a simulator. */
export type Customer = {
  readonly language: Language;
  readonly displayName: string;
  readonly contact: Contact | null;
};

const surnames: readonly (readonly [zh: string, en: string])[] = [
  ["王", "Wang"],
  ["李", "Li"],
  ["张", "Zhang"],
  ["刘", "Liu"],
  ["杨", "Yang"],
  ["赵", "Zhao"],
  ["马", "Ma"],
  ["蔡", "Cai"],
  ["潘", "Pan"],
  ["田", "Tian"],
  ["叶", "Ye"],
  ["史密斯", "Smith"],
  ["布朗", "Brown"],
  ["陈", "Chan"],
];

const digits = (chance: Chance, count: number): string =>
  Array.from({ length: count }, () => chance.between(0, 9)).join("");

/** Ranges that are given out to mobiles as a whole: of the others some numbers are none, and nobody is reached there. */
const mobile = (chance: Chance, countryCode: string): string =>
  countryCode === "HK"
    ? `+852 ${chance.oneOf(["61", "63", "64", "69", "94", "96", "97"])}${digits(chance, 2)} ${digits(chance, 4)}`
    : `1${chance.oneOf(["38", "39", "50", "59", "86", "88"])}${digits(chance, 8)}`;

const nameOf = (chance: Chance, language: Language): string => {
  const [zh, en] = chance.oneOf(surnames);
  if (language === "zh-CN") return `${zh}${chance.oneOf(["先生", "女士"])}`;
  return `${chance.oneOf(["Mr", "Ms"])} ${en}`;
};

/** Channels on which people write from an address. */
const written: readonly Channel[] = ["email", "ota_review", "web_form"];

/** Somebody at the reception may give a room number only; somebody in a hurry a number that is none. */
const contactOf = (chance: Chance, channel: Channel, countryCode: string): Contact | null => {
  if (channel === "walk_in" && chance.percent(35)) return null;
  if (channel === "staff_patrol") return null;
  if (channel === "phone" && chance.percent(4))
    return { is: "none", text: chance.oneOf(["房间分机8206", "前台转", "ext. 302"]) };
  if (written.includes(channel)) return { is: "email", text: `guest.${digits(chance, 6)}@example.com` };
  return { is: "phone", text: mobile(chance, countryCode) };
};

/** A customer of a house. One in ten has asked before: numbers repeat within a small circle of regulars. */
export const customerOf = (
  chance: Chance,
  { channel, language, countryCode }: { channel: Channel; language: Language; countryCode: string },
): Customer => {
  const contact = contactOf(chance, channel, countryCode);
  const isRegular = contact?.is === "phone" && countryCode === "CN" && chance.percent(10);
  return {
    language,
    displayName: nameOf(chance, language),
    contact: isRegular ? { is: "phone", text: `138000012${chance.between(10, 39)}` } : contact,
  };
};

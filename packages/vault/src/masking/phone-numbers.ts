import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import { type Candidate, findIn, isListOfRooms, type Run, runsOf } from "./digit-groups.ts";
import { type Span, without } from "./plain-text.ts";
import { isRoomByWhatFollows, type Meaning, meaningBefore } from "./word-before.ts";

const parse = (text: string, country: string): PhoneNumber | undefined => {
  const options = isSupportedCountry(country) ? { defaultCountry: country as CountryCode } : {};
  const phone = parsePhoneNumberFromString(text, { ...options, extract: false });
  return phone?.isValid() ? phone : undefined;
};

/** Hotlines of firms are nobody's own. */
const shared = new Set(["TOLL_FREE", "SHARED_COST", "PREMIUM_RATE", "UAN", "VOICEMAIL"]);

/** Where a landline is dialled with a 0 before it, ten digits without one are more likely something else. */
const lacksTrunkPrefix = (
  { nationalNumber, number }: PhoneNumber,
  written: string,
  country: string,
): boolean => !/^\D*0/.test(written) && parse(`0${nationalNumber}`, country)?.number === number;

/** Ways in which a Chinese mobile number is never a list of rooms. */
const mobileLayouts = new Set(["11", "3,4,4", "3,8", "3,3,5", "2,11", "2,3,4,4", "4,3,4,4", "4,11"]);
const chineseMobile = /^(?:(?:00)?86)?0?1[3-9]\d{9}$/;

type Sight = {
  readonly meaning: Meaning | undefined;
  readonly country: string;
  readonly isRoomList: boolean;
};

/** A candidate with the plus or parenthesis before it. */
type Written = Candidate & { readonly written: string };

/** Whether a number of this country's plan is somebody's, by what the words around it say. */
const isSomebodys = (phone: PhoneNumber, { written, isFirst }: Written, sight: Sight): boolean => {
  const type = phone.getType() ?? "";
  if (shared.has(type)) return false;
  if (/^\(?\+|^00/.test(written) || sight.meaning === "phone") return true;
  if (sight.meaning === "order" || sight.isRoomList) return false;
  const isMobile = type.includes("MOBILE");
  if (sight.meaning === "room") return isMobile && !isFirst;
  return isMobile || !lacksTrunkPrefix(phone, written, sight.country);
};

const isPhone = (candidate: Written, sight: Sight): boolean => {
  const { digits, layout, written } = candidate;
  if (digits.length < (sight.meaning === "phone" ? 5 : 7) || digits.length > 17) return false;
  if (chineseMobile.test(digits) && parse(digits, "CN"))
    return sight.meaning !== "room" || mobileLayouts.has(`${layout}`);
  const phone = parse(written, sight.country);
  return phone !== undefined && isSomebodys(phone, candidate, sight);
};

/** A number after "telephone:" is one, though no plan knows it: a local one, or one with a digit too few. */
const isSaidToBe = ({ digits }: Candidate): boolean => digits.length >= 7 && digits.length <= 15;
const saying =
  /(?:电话|電話|手机|手機|回电|回電|座机|座機|固话|\b(?:tel|tele?phone|phone|mobile|whatsapp|fax))[^\d\n\uFFFF]{0,8}$/iu;

/** From a plus, or a parenthesis that is closed within the number. */
const beginningOf = (text: string, { from, to }: Span): number => {
  const pattern = text.slice(from, to).includes(")") ? /(?:\+ ?\(?|\(\+? ?)$/ : /\+ ?$/;
  return from - (pattern.exec(text.slice(Math.max(0, from - 3), from))?.[0].length ?? 0);
};

const inRun = (text: string, groups: Run, country: string): Span[] => {
  const [from, to] = [groups[0]?.from ?? 0, groups.at(-1)?.to ?? 0];
  const before = meaningBefore(text, from);
  const meaning = before ?? (isRoomByWhatFollows(text, to) ? "room" : undefined);
  const isRoomList = isListOfRooms(groups);
  const found = findIn(groups, (candidate) => {
    const written = text.slice(beginningOf(text, candidate), candidate.to);
    return isPhone({ ...candidate, written }, { meaning, country, isRoomList });
  });
  const said = found.length === 0 && saying.test(text.slice(0, from)) ? findIn(groups, isSaidToBe) : [];
  return [...found, ...said].map((span) => ({ from: beginningOf(text, span), to: span.to }));
};

const hanDigits = "〇一二三四五六七八九";
const spokenMobile = /[〇零一幺二三四五六七八九]{11}/gu;

/** 一三八〇〇一三八〇〇〇, as it is read out. */
const spoken = (text: string): Span[] =>
  [...text.matchAll(spokenMobile)].flatMap(({ 0: words, index }) => {
    const digits = [...words].map((word) => hanDigits.indexOf({ 零: "〇", 幺: "一" }[word] ?? word)).join("");
    return chineseMobile.test(digits) ? [{ from: index, to: index + words.length }] : [];
  });

/** Telephone numbers as people of a country write them, and Chinese mobile numbers everywhere. */
export const phoneNumbers = (text: string, countryCode: string): Span[] => {
  const country = countryCode.toUpperCase();
  const found = runsOf(text).flatMap((groups) => inRun(text, groups, country));
  return [...found, ...spoken(without(text, found))];
};

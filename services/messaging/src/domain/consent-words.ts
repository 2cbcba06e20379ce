import { simplified } from "@shouwen/service-kit/simplified";

// In any width, case and script: 退訂, `T D`, `Stop.`
const stopWords = [
  "(?:T|TD)?退订",
  "取消订阅",
  "TD",
  "T",
  "STOP(?:ALL)?",
  "UNSUBSCRIBE(?:ME)?",
  "OPT(?:ME)?OUT",
];
const startWords = [
  "START",
  "UNSTOP",
  "(?:RE)?SUBSCRIBE",
  "OPT(?:ME)?IN",
  "(?:恢复|重新|继续|开启)?订阅",
  "取消退订",
  "(?:恢复|重新|继续)(?:接收|发送|收)",
];

const messages = "(?:广告|营销|推广|垃圾|这些|这种|任何)*(?:短信息?|短讯|简讯|信息|讯息|消息|邮件|电邮|微信)";
const toMe = "(?:(?:给|跟|向|畀|俾)我(?:们)?)?";
/** 别再发了, 不要再给我发短信了, 唔好再發訊息畀我, 停止发送, 拒收短信. What is sent may be left unsaid after 再 only. */
const askedToStop = [
  `(?:别|不要|不好|勿|咪|不许|不准)(?:再|继续)${toMe}(?:发|发送|推送)(?:${messages})?${toMe}`,
  `(?:别|不要|不好|勿|咪|不许|不准)${toMe}(?:发|发送|推送)(?:${messages}${toMe})?`,
  `(?:停止|取消)${toMe}(?:发送|推送|接收)(?:${messages})?`,
  `(?:我?不(?:想|要|愿)?再?|拒绝)(?:接收|收到?)(?:你们的?)?${messages}`,
  `拒收${messages}`,
];

const texts =
  "(?:ANY|ANYMORE|MORE|THESE|THIS|YOUR|THE)*(?:TEXT|TEXTMESSAGE|MESSAGE|MSG|SMS|EMAIL|MAIL|AD|SPAM|NEWSLETTER)S?";
const toThem = "(?:ME|US)?";
const askedInEnglish = [
  `STOPSENDING${toThem}(?:${texts})?(?:TO)?${toThem}`,
  `STOP(?:ALL)?(?:TEXTING|MESSAGING|EMAILING|MAILING|SPAMMING|CONTACTING)${toThem}`,
  `STOP(?:ALL)?${texts}`,
  "(?:DONT|DONOT|NEVER)(?:TEXT|MESSAGE|EMAIL|CONTACT)(?:ME|US)(?:AGAIN|ANYMORE|ANYLONGER)?",
  `(?:DONT|DONOT|NEVER)SEND${toThem}${texts}(?:TO)?${toThem}(?:AGAIN|ANYMORE)?`,
  `NOMORE${texts}`,
  "(?:TAKE|REMOVE)ME(?:OFF|FROM)(?:YOUR|THE|THIS)?(?:MAILING)?LIST",
];

const before = "(?:您好|你好|请|麻烦|HELLO|HI|PLEASE|PLS)*";
// 回复TD, 回T退订: many people repeat the instruction that they were given.
const instruction = "(?:回[复覆]|回|发送)?";
const after = "(?:了|啦|喇|吧|谢谢您?|多谢|感谢|THANKYOU|THANKS|PLEASE|PLS)*";
const alone = (...words: readonly string[]): RegExp =>
  new RegExp(`^${before}(?:${words.join("|")})${after}$`, "u");

const stop = alone(`${instruction}(?:${stopWords.join("|")})`, ...askedToStop, ...askedInEnglish);
const start = alone(`${instruction}(?:${startWords.join("|")})(?:${messages})?`);

const nothingSaid = /[\s\p{P}\p{S}\p{C}]+/gu;

const spoken = (text: string): string =>
  simplified(ownWords(text).normalize("NFKC").replaceAll(nothingSaid, "").toUpperCase());

/**
 * Whether a text asks to be left alone: it is one of the words, or says in a sentence that no more messages are wanted,
 * and nothing else, besides a greeting, thanks, and what a mail program quotes below. `退订房间` cancels a room and is a
 * matter for a person; 请勿打扰 may hang at a door; `T_T` is a sad face.
 */
export const isOptOut = (text: string): boolean => stop.test(spoken(text));

/** Whether a text asks to be written to again, and says nothing else. */
export const isOptIn = (text: string): boolean => !isOptOut(text) && start.test(spoken(text));

// What mail programs put between an answer and what it answers, and the line before a signature (RFC 3676, 4.3).
const quoteBegins =
  /^(?:>|-{2,}\s*(?:original message|forwarded message|原始邮件|原始郵件|转发|轉發)|-- ?$|_{5,}|(?:from|发件人|寄件者)\s*[:：]|on .{4,200}\bwrote\s*:|.{4,200}(?:写道|寫道)\s*[:：])/iu;

/** What somebody wrote themselves, without what their mail program quoted below it. */
export const ownWords = (text: string): string => {
  const lines = text.split(/\r\n|\r|\n/);
  const end = lines.findIndex((line) => quoteBegins.test(line.trim()));
  return (end === -1 ? lines : lines.slice(0, end)).join("\n");
};

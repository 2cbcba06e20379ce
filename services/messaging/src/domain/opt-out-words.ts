// In any width, case and script: 退訂, `T D`, `Stop.`
const words = ["(?:T|TD)?退订", "取消订阅", "TD", "T", "STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT"] as const;

const before = "(?:您好|你好|请|麻烦|HELLO|HI|PLEASE|PLS)*";
// 回复TD, 回T退订: many people repeat the instruction that they were given.
const instruction = "(?:回复|回|发送)?";
const after = "(?:谢谢您?|多谢|感谢|THANKYOU|THANKS|PLEASE|PLS)*";
const optOut = new RegExp(`^${before}${instruction}(?:${words.join("|")})${after}$`, "u");

const nothingSaid = /[\s\p{P}\p{S}\p{Cf}]+/gu;

const traditional: Readonly<Record<string, string>> = {
  訂: "订",
  閱: "阅",
  復: "复",
  覆: "复",
  請: "请",
  煩: "烦",
  發: "发",
  謝: "谢",
};

const simplified = (text: string): string =>
  text.replaceAll(/\p{Script=Han}/gu, (character) => traditional[character] ?? character);

/**
 * Whether a text asks to be left alone: it is one of the words and nothing else, besides a greeting, thanks, and what a
 * mail program quotes below. `退订房间` cancels a room and is a matter for a person; `T_T` is a sad face.
 */
export const isOptOut = (text: string): boolean => {
  const own = ownWords(text).normalize("NFKC").replaceAll(nothingSaid, "").toUpperCase();
  return optOut.test(simplified(own));
};

// What mail programs put between an answer and what it answers, and the line before a signature (RFC 3676, 4.3).
const quoteBegins =
  /^(?:>|-{2,}\s*(?:original message|forwarded message|原始邮件|原始郵件|转发|轉發)|-- ?$|_{5,}|(?:from|发件人|寄件者)\s*[:：]|on .{4,200}\bwrote\s*:|.{4,200}(?:写道|寫道)\s*[:：])/iu;

/** What somebody wrote themselves, without what their mail program quoted below it. */
export const ownWords = (text: string): string => {
  const lines = text.split(/\r\n|\r|\n/);
  const end = lines.findIndex((line) => quoteBegins.test(line.trim()));
  return (end === -1 ? lines : lines.slice(0, end)).join("\n");
};

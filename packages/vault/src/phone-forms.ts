import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";

const parse = (text: string, countryCode: string): PhoneNumber | undefined => {
  const country = countryCode.toUpperCase();
  const options = isSupportedCountry(country) ? { defaultCountry: country as CountryCode } : {};
  // The full metadata: with the small one 8 numbers of the reference list count as valid that are none.
  const phone = parsePhoneNumberFromString(text, { ...options, extract: false });
  return phone?.isValid() ? phone : undefined;
};

/** With its extension, as RFC 3966 writes it: behind a switchboard every desk is somebody else. */
const written = ({ number, ext }: PhoneNumber): string => (ext ? `${number};ext=${ext}` : number);

/** `tel:`, `sip:` and their like say how to dial, and after the number by which machine. */
const scheme = /^(?:tel|sips?|callto|sms|smsto|mms|whatsapp|facetime|viber):(?:\/\/)?/i;
const afterNumber = /(?:@.*|[;?](?!ext=).*)$/;

const withoutScheme = (text: string): string => {
  if (!scheme.test(text)) return text;
  const number = text.replace(scheme, "").replace(/;(?!ext=)[^;]*/g, "");
  return number.replace(afterNumber, "").trim();
};

/** What sheets and dialling habits put around a number: `'138…`, `="138…"`, `138….0`, `(+86)138…`, `+86(0)21…`. */
const withoutWrapping = (text: string): string =>
  text
    .replace(/^'(?=[\d+])/, "")
    .replace(/^="?([^"]*)"?$/, "$1")
    .replace(/^(\d{7,15})\.0+$/, "$1")
    .replace(/^\((\+?[\d ]{1,5})\)/, "$1 ")
    .replace(/^(\+\d{1,3}[ -]?)\(0\)/, "$1");

const extensionWord =
  /[\s,;(-]*(?:转|轉|分机号?|分機號?|内线|內線|转接|ext(?:ension)?\.?)\s*[:.]?\s*(\d{1,7})\)?$/i;
const extensionDash = /^(\+?[\d ()-]{9,}\d)[-*](\d{1,5})$/;

const withExtension = (text: string): string | undefined => {
  const word = extensionWord.exec(text);
  if (word) return `${text.slice(0, word.index)} ext. ${word[1]}`;
  const dash = extensionDash.exec(text);
  return dash ? `${dash[1]} ext. ${dash[2]}` : undefined;
};

/** A stretch that can be one number: a digit or plus, digits with what people put between them, a digit. */
const stretch = /\+?\(?\d[\d\s().\-‐-―－·•*/]{5,}\d/gu;
const otherNumbers =
  /qq|微信号|微信號|wechat|weixin|line\s*id|证|證|护照|護照|passport|订单|訂單|order|booking|会员|會員|member|单号|單號|发票|發票|invoice|账号|帳號|account|卡号|卡號|card/iu;

const room =
  /(?<![\d.\-–] ?)\b\d{1,5}\s*(?:号?房间?|號房|室|栋|棟|号楼|號樓|单元|單元|楼|樓|座|room)|(?:room|rm\.?|房间?号?|房號)\s*[:#]?\s*\d{1,5}\b/giu;

/** Remarks beside a number: `（微信同号）`, `手机：`, `王先生`, `wife's mobile`. They hold no digits but a room's. */
const besideOnly = (told: string): string | undefined => {
  const text = told.replace(room, " ");
  const [first, ...others] = text.match(stretch) ?? [];
  if (first === undefined || others.length > 0) return undefined;
  const at = text.indexOf(first);
  const [before, after] = [text.slice(0, at), text.slice(at + first.length)];
  const remarks = `${before} ${after.replace(/^\s*\([^()]*\)/, " ")}`;
  const isTouched = /[A-Za-z_@]$/.test(before) || /^[A-Za-z_@*]/.test(after);
  const hasMore = /\d/.test(before + after) || otherNumbers.test(remarks.replace(/微信同[号號]/g, ""));
  return isTouched || hasMore ? undefined : first.trim();
};

/** Ten digits may be many things. Beside remarks only that counts which can be nothing but a telephone number. */
const isPlain = (text: string, phone: PhoneNumber): boolean =>
  /^[+(0]/.test(text) || phone.getType() === "MOBILE" || phone.getType() === "FIXED_LINE_OR_MOBILE";

/**
 * The number in a text as people, sheets and exchanges write it: E.164, with `;ext=` where there is an extension. Null
 * where the text is no number, holds two, or could as well be a number of another sort.
 */
export const phoneIn = (text: string, countryCode: string): string | null => {
  const bare = withoutWrapping(withoutScheme(text));
  const extended = withExtension(bare);
  const whole = (extended && parse(extended, countryCode)) ?? parse(bare, countryCode);
  if (whole) return written(whole);
  const beside = besideOnly(bare);
  const found = beside === undefined ? undefined : parse(withoutWrapping(beside), countryCode);
  return found && beside !== undefined && isPlain(beside, found) ? written(found) : null;
};

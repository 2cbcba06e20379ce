import { type Span, spansOf } from "./plain-text.ts";

const year = "(?:19|20)\\d\\d";
const month = "(?:1[0-2]|0?[1-9])";
const day = "(?:3[01]|[12]\\d|0?[1-9])";
const time = "(?:[01]?\\d|2[0-4]):[0-5]\\d(?::[0-5]\\d)?";

/** Dates, times and prices: digits that are nobody's, though some would make a telephone number. */
const patterns = [
  `${year}([-./ ])${month}\\1${day}(?:[T ]+${time})?`,
  `${year}年 ?${month}月(?: ?${day}[日号])?`,
  `${year}(?:1[0-2]|0[1-9])(?:3[01]|[12]\\d|0[1-9])(?:(?:[01]\\d|2[0-3])[0-5]\\d(?:[0-5]\\d)?)?`,
  `${day}([-./])${month}\\1${year}`,
  `${month}([-./])${day}\\1${year}`,
  `${month}([-./])${day} ?[-~至到] ?${month}\\1${day}`,
  time,
  "\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?",
  "\\d{1,9}(?:\\.\\d{1,2})?(?:元|块|万|圆|yuan|rmb|cny|hkd|usd)",
].map((source) => new RegExp(`(?<![\\d.,/:-])${source}(?![\\d,:]|[./]\\d)`, "giu"));

const price = /(?:[¥$€£]|rmb|cny|hkd|usd|人民币) ?\d{1,9}(?:,\d{3})*(?:\.\d+)?(?!\d)/giu;

/** Coordinates: more places after the point than a telephone number has. */
const coordinate = /(?<![\d.])(?!1[3-9]\d\.\d{8}(?!\d))\d{1,3}\.\d{5,}(?!\d|[./]\d)/gu;

/** What looks like a number of somebody's and is none. */
export const leftAlone = (text: string): Span[] =>
  [...patterns, price, coordinate].flatMap((pattern) => spansOf(text, pattern));

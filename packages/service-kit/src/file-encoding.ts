import { decode } from "./csv-rows.ts";
import type { FileLine } from "./file-lines.ts";

/** As much of a file as it takes to tell its encoding. */
export const sniffedBytes = 64 * 1024;

const gb18030 = new TextDecoder("gb18030");

/** What cannot be read stands as U+FFFD in the text: nothing is thrown, line by line, however broken the file is. */
const decodeGb18030 = (bytes: Uint8Array): string | undefined => {
  const text = gb18030.decode(bytes);
  return text.includes("\ufffd") ? undefined : text;
};

/**
 * Text with a mark is UTF-8, and so is text of which most lines that are not plain ASCII read as it: that of another
 * encoding hardly ever does, and one broken character must not make a file of another encoding of it.
 */
const looksUtf8 = (lines: readonly FileLine[]): boolean => {
  if (lines[0]?.isMarked) return true;
  const telling = lines.filter(({ bytes }) => bytes.some((byte) => byte > 0x7f));
  const readable = telling.filter(({ bytes }) => decode(bytes) !== undefined);
  return telling.length === 0 || readable.length * 2 > telling.length;
};

/** How a file that begins with these lines is read: as UTF-8 with or without mark, else as GB18030, which Chinese spreadsheets save. */
export const decoderOf = (beginning: readonly FileLine[]): typeof decode =>
  looksUtf8(beginning) ? decode : decodeGb18030;

/** Text as it can be kept: without the characters that neither a database nor a page can hold. */
export const cleanText = (text: string): string => text.toWellFormed().replaceAll("\0", "");

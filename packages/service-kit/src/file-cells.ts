/** Marks of writing direction and of nothing, which come along when a number is copied out of a chat or a web page. */
const unseen = /[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const formula = /^="((?:[^"]|"")*)"$/;
const apostrophe = /^'(?=[+\d][\d\s().+-]*$)/;

/**
 * A cell without what a spreadsheet wrote around it to keep a number from being one: `="0138"` and `'0138` are both
 * 0138. Pure, as all of this file: decisions may use it.
 */
export const plainCell = (cell: string): string => {
  const text = cell.replaceAll(unseen, "").trim();
  const quoted = formula.exec(text)?.[1];
  return quoted === undefined ? text.replace(apostrophe, "") : quoted.replaceAll('""', '"').trim();
};

/** A number that names something (a phone, an id) as it was before a program took it for an amount: `4711.0` is 4711. */
export const wholeNumber = (text: string): string =>
  /^\d+\.0+$/.test(text) ? text.replace(/\.0+$/, "") : text;

/** Whether a spreadsheet has rounded a number, so that nobody can say any more which one it was: `1.38E+10`. */
export const isRounded = (text: string): boolean => /^[+-]?\d+(?:[.,]\d+)?e\+\d+$/i.test(text);

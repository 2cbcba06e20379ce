const quote = '"';

/** A value and where the next one begins; undefined when a quote is in the wrong place. */
type Cut = { readonly value: string; readonly next: number } | undefined;

/** Where a quoted text ends: the quote that no other follows. -1 when it does not. */
const closingQuote = (text: string, from: number): number => {
  let end = text.indexOf(quote, from);
  while (end !== -1 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
  return end;
};

const quoted = (text: string, from: number, delimiter: string): Cut => {
  const end = closingQuote(text, from + 1);
  if (end === -1) return undefined;
  if (end + 1 < text.length && text[end + 1] !== delimiter) return undefined;
  const inside = text.slice(from + 1, end);
  return { value: inside.includes(quote) ? inside.replaceAll('""', quote) : inside, next: end + 2 };
};

/** `="0138"`: a spreadsheet's way to keep a number from being one. It is handed on as it stands. */
const formula = (text: string, from: number, delimiter: string): Cut => {
  const end = closingQuote(text, from + 2);
  if (end === -1) return undefined;
  if (end + 1 < text.length && text[end + 1] !== delimiter) return undefined;
  return { value: text.slice(from, end + 1), next: end + 2 };
};

const plain = (text: string, from: number, delimiter: string): Cut => {
  const found = text.indexOf(delimiter, from);
  const end = found === -1 ? text.length : found;
  const value = text.slice(from, end);
  return value.includes(quote) ? undefined : { value, next: end + 1 };
};

const cutAt = (text: string, from: number, delimiter: string): Cut => {
  if (text[from] === quote) return quoted(text, from, delimiter);
  return text.startsWith('="', from) ? formula(text, from, delimiter) : plain(text, from, delimiter);
};

/**
 * The values of one row of CSV (RFC 4180); undefined when a quote is in the wrong place. No exception is thrown for a
 * bad row: with a parser that throws, a row like `"a"b` cost 61 µs, and 3 MB of them held up everybody for half a
 * minute; here one costs less than a good row.
 */
export const splitRow = (text: string, delimiter: string): string[] | undefined => {
  if (!text.includes(quote)) return text.split(delimiter);
  const values: string[] = [];
  for (let from = 0; from <= text.length; ) {
    const cut = cutAt(text, from, delimiter);
    if (!cut) return undefined;
    values.push(cut.value);
    from = cut.next;
  }
  return values;
};

// What a telephone makes a link of. RFC 3986 has no other characters, and what ends a sentence ends no link.
const link = /(?:https?:\/\/|www\.)[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*[A-Za-z0-9\-_~/#=&%@$+*)]/giu;

const opensOnly = (found: string): boolean => found.endsWith(")") && !found.includes("(");

/**
 * Sets every link apart with spaces: telephones take a bracket, a full stop or the letters that touch a link to be a
 * part of it, and the link is dead.
 */
export const setLinksApart = (text: string): string =>
  text.replaceAll(link, (found, at: number) => {
    const bare = opensOnly(found) ? found.slice(0, -1) : found;
    const rest = found.slice(bare.length);
    const before = at === 0 || /\s/.test(text.charAt(at - 1)) ? "" : " ";
    const next = rest || text.charAt(at + found.length);
    const after = next === "" || /\s/.test(next) ? "" : " ";
    return `${before}${bare}${after}${rest}`;
  });

/** The grammar of RFC 3986, as far as CloudEvents asks for it. Each rule is named as there. */
const unreserved = "A-Za-z0-9\\-._~";
const subDelims = "!$&'()*+,;=";
const pctEncoded = "%[0-9A-Fa-f]{2}";
const pchar = `(?:[${unreserved}${subDelims}:@]|${pctEncoded})`;
const segmentNoColon = `(?:[${unreserved}${subDelims}@]|${pctEncoded})+`;

const userinfo = `(?:[${unreserved}${subDelims}:]|${pctEncoded})*@`;
const ipLiteral = `\\[(?<ip>[0-9A-Fa-f:.]+|[vV][0-9A-Fa-f]+\\.[${unreserved}${subDelims}:]+)\\]`;
const regName = `(?:[${unreserved}${subDelims}]|${pctEncoded})*`;
const authorityOf = (ip: string): string =>
  `//(?:${userinfo})?(?:${ip}|${regName})(?::[0-9]*)?(?:/${pchar}*)*`;

const pathAbsolute = `/(?:${pchar}+(?:/${pchar}*)*)?`;
const pathRootless = `${pchar}+(?:/${pchar}*)*`;
const pathNoScheme = `${segmentNoColon}(?:/${pchar}*)*`;
const query = `(?:\\?(?:${pchar}|[/?])*)?`;
const fragment = `(?:#(?:${pchar}|[/?])*)?`;
const scheme = "[A-Za-z][A-Za-z0-9+.\\-]*:";

const named = authorityOf(ipLiteral);
const relativeNamed = authorityOf(ipLiteral.replace("<ip>", "<relativeIp>"));

const absolute = new RegExp(`^${scheme}(?:${named}|${pathAbsolute}|${pathRootless}|)${query}$`);
const reference = new RegExp(
  `^(?:${scheme}(?:${named}|${pathAbsolute}|${pathRootless}|)|(?:${relativeNamed}|${pathAbsolute}|${pathNoScheme}|))${query}${fragment}$`,
);

/** A literal address is one that exists: `[::1]`, not `[1::2::3]`. Of those of the future only the shape is known. */
const namesAnAddress = (ip: string | undefined): boolean =>
  ip === undefined || /^v/i.test(ip) || URL.canParse(`http://[${ip}]/`);

const matches = (pattern: RegExp, text: string): boolean => {
  const { groups, ...found } = pattern.exec(text) ?? {};
  return 0 in found && namesAnAddress(groups?.ip ?? groups?.relativeIp);
};

/** What RFC 3986 §4.3 calls an absolute URI: with a scheme, without a fragment. */
export const isAbsoluteUri = (text: string): boolean => matches(absolute, text);

/** What RFC 3986 §4.1 calls a URI-reference: `/services/routing`, `urn:a:b`, `../x#y`. */
export const isUriReference = (text: string): boolean => matches(reference, text);

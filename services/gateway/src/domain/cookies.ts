/** The cookies of a request. Of a name that is there twice the first counts: browsers send the closest path first. */
export const readCookies = (header: string | undefined): ReadonlyMap<string, string> => {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const cut = pair.indexOf("=");
    const name = pair.slice(0, cut).trim();
    if (cut > 0 && !cookies.has(name)) cookies.set(name, pair.slice(cut + 1).trim());
  }
  return cookies;
};

/** How long a cookie is kept, where it is sent, and whether over https only. */
export type CookieOptions = {
  readonly maxAgeSeconds: number;
  readonly path: string;
  readonly secure: boolean;
};

/** A `Set-Cookie` line: out of reach of scripts, and not sent along with other sites' requests that change something. */
export const cookieLine = (
  name: string,
  value: string,
  { maxAgeSeconds, path, secure }: CookieOptions,
): string =>
  `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;

/** Browsers keep 4,096 bytes per cookie, name and attributes included. */
const pieceLength = 3_800;
const maxPieces = 4;

/** A value in as many cookies as it takes: `name`, `name.1`, `name.2`… Pieces of an earlier, longer value are removed. */
export const piecesOf = (name: string, value: string): [name: string, piece: string][] => {
  if (value.length > pieceLength * maxPieces)
    throw new Error(`${name} does not fit into ${maxPieces} cookies`);
  return Array.from({ length: maxPieces }, (_, index) => [
    pieceName(name, index),
    value.slice(index * pieceLength, (index + 1) * pieceLength),
  ]);
};

/** The value that `piecesOf` split, or undefined. */
export const joinedFrom = (cookies: ReadonlyMap<string, string>, name: string): string | undefined => {
  const pieces = Array.from({ length: maxPieces }, (_, index) => cookies.get(pieceName(name, index)) ?? "");
  return pieces.join("") || undefined;
};

const pieceName = (name: string, index: number): string => (index === 0 ? name : `${name}.${index}`);

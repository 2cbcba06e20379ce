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
export const joinedFrom = (
  cookies: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined => {
  const pieces = Array.from({ length: maxPieces }, (_, index) => cookies[pieceName(name, index)] ?? "");
  return pieces.join("") || undefined;
};

const pieceName = (name: string, index: number): string => (index === 0 ? name : `${name}.${index}`);

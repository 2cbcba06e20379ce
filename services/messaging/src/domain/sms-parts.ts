/** How a text travels as SMS: in which alphabet, how many of its units it takes, and how many messages are paid for. */
export type SmsCount = {
  readonly encoding: "GSM-7" | "UCS-2";
  readonly units: number;
  readonly parts: number;
};

// 3GPP TS 23.038, 6.2.1: the default alphabet, and what takes two septets because an escape goes before it.
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const extension = new Set("\f^{}\\[~]|€");

const limits = {
  "GSM-7": { alone: 160, joined: 153 },
  "UCS-2": { alone: 70, joined: 67 },
} as const;

/**
 * Counts a text exactly as the network splits it: one character outside the GSM alphabet makes the whole text UCS-2;
 * a character of two units (an escaped one, a surrogate pair) is never torn between two parts.
 */
export const countSms = (text: string): SmsCount => {
  const characters = [...text];
  const encoding = characters.every((character) => basic.has(character) || extension.has(character))
    ? "GSM-7"
    : "UCS-2";
  const sizes = characters.map((character) => unitsOf(character, encoding));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, joined } = limits[encoding];
  return { encoding, units, parts: units <= alone ? 1 : partsOf(sizes, joined) };
};

const unitsOf = (character: string, encoding: SmsCount["encoding"]): number => {
  if (encoding === "UCS-2") return character.length;
  return extension.has(character) ? 2 : 1;
};

const partsOf = (sizes: readonly number[], room: number): number => {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
};

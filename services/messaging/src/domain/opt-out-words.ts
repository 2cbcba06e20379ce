const words = new Set(["退订", "TD", "T", "STOP"]);

// 回复TD, 回T: many people repeat the instruction that they were given.
const instruction = /^(?:请)?(?:回复|回)\s*/u;
const dressing = /^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu;

/**
 * Whether a text asks to be left alone: it is one of the words and nothing else, in full or half width, large or
 * small, with or without punctuation. `退订房间` cancels a room and is a matter for a person.
 */
export const isOptOut = (text: string): boolean => {
  const bare = (value: string) => value.replaceAll(dressing, "");
  const plain = bare(text.normalize("NFKC")).toUpperCase();
  return words.has(bare(plain.replace(instruction, "")));
};

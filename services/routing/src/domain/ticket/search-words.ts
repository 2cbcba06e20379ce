const mostWords = 8;
const longestWord = 40;

/**
 * The words of what somebody typed: split at spaces and punctuation, each once. Chinese is not cut into words: what stands
 * together is looked for as it stands, one character included.
 */
export const searchWords = (text: string): string[] =>
  [
    ...new Set(
      text
        .normalize("NFKC")
        .toLowerCase()
        .split(/[\s\p{P}\p{S}\p{C}]+/u)
        .filter((word) => word !== "")
        .map((word) => [...word].slice(0, longestWord).join("")),
    ),
  ].slice(0, mostWords);

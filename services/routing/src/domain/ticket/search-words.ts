const mostWords = 8;
const longestWord = 40;

// 1203房, 1203号房间, 12号: the number is the place, and what it is called may not stand with it.
const roomWord = /(?<=\d)(?:号?房间?|号?室|号(?!楼))/gu;
const floor = /(?<=\d(?:号楼|单元|[栋幢座楼层]))(?=\p{Script=Han}|\d)/gu;
const afterNumber = /(?<=\d{2})(?=(?!号楼|单元|[栋幢座楼层])\p{Script=Han})/gu;
const beforeNumber = /(?<=\p{Script=Han})(?<![栋幢座楼层]|单元)(?=[a-z]?\d{2})/gu;

/** Sets a number apart from the words to which it is glued. Whatever the text as it stands would find is still found. */
const apart = (text: string): string =>
  [roomWord, floor, afterNumber, beforeNumber].reduce((said, border) => said.replaceAll(border, " "), text);

/**
 * The words of what somebody typed: split at spaces, punctuation and numbers, each once. Chinese is not cut into words: what
 * stands together is looked for as it stands, one character included.
 */
export const searchWords = (text: string): string[] =>
  [
    ...new Set(
      apart(text.normalize("NFKC").toLowerCase())
        .split(/[\s\p{P}\p{S}\p{C}]+/u)
        .filter((word) => word !== "")
        .map((word) => [...word].slice(0, longestWord).join("")),
    ),
  ].slice(0, mostWords);

import { expect, test } from "vitest";
import { searchWords } from "./search-words.ts";

test.each([
  ["漏水", ["漏水"]],
  ["水", ["水"]],
  ["1203 空调", ["1203", "空调"]],
  ["１２０３，空调！", ["1203", "空调"]],
  ["Room 12-03", ["room", "12", "03"]],
  ["tap tap TAP", ["tap"]],
  ["100% _ \\ '", ["100"]],
  ["，。!?", []],
  ["1203房", ["1203"]],
  ["1203号房间空调", ["1203", "空调"]],
  ["空调1203", ["空调", "1203"]],
  ["b栋1203房漏水", ["b栋1203", "漏水"]],
  ["3号楼12层", ["3号楼", "12层"]],
  ["2个毛巾", ["2个毛巾"]],
])("%s is looked for as %j", (text, words) => expect(searchWords(text)).toEqual(words));

test("however much is typed, what is looked for stays small", () => {
  expect(searchWords("a b c d e f g h i j k")).toHaveLength(8);
  expect(searchWords("漏".repeat(90))[0]).toHaveLength(40);
});

import { expect, test } from "vitest";
import { dangerWords, findDanger } from "./danger-words.ts";
import { shippedDangerWords } from "./shipped-danger-words.ts";

const policy = dangerWords.parse(shippedDangerWords);

test.each([
  ["走廊有烟", "security/fire"],
  ["厨房着火了！", "security/fire"],
  ["There is SMOKE in the corridor", "security/fire"],
  ["I can see fire.", "security/fire"],
  ["厨房漏气", "engineering/gas/leak"],
  ["The tap leaks", "engineering/plumbing/leak"],
  ["有人被困在电梯里", "security/trapped"],
  ["We are trapped in the lift", "security/trapped"],
  ["客人摔倒受伤", "security/injury"],
])("danger words are heard in both languages: %s", (words, category) => {
  expect(findDanger([words], policy)).toMatchObject({ category });
});

test.each([
  "请帮我订火车票",
  "晚上想吃火锅",
  "需要无烟房",
  "A smoke-free room, please",
  "Where is the fire exit?",
])("a harmless phrase is no danger: %s", (words) => expect(findDanger([words], policy)).toBeUndefined());

test("a harmless phrase does not hide a danger beside it", () => {
  expect(findDanger(["无烟房里冒烟了"], policy)).toMatchObject({ category: "security/fire" });
});

test("Latin words count whole, so that fireworks are no fire", () => {
  expect(findDanger(["When are the fireworks?", "bleaker"], policy)).toBeUndefined();
});

test("full-width and capital letters make no difference", () => {
  const heard = findDanger(["fire"], policy);
  expect(heard).toMatchObject({ category: "security/fire" });
  for (const written of ["ＦＩＲＥ", "FIRE", "Ｆｉｒｅ"])
    expect(findDanger([written], policy), written).toEqual(heard);
});

test("whatever an operator writes as a word is looked for as it stands", () => {
  const written = { "a.b": "x/dot", "c(d": "x/bracket", "e-f": "x/dash" };
  const dangers = Object.entries(written).map(([word, category]) => ({ words: [word], category }));
  const odd = dangerWords.parse({ dangers, harmless: [] });
  for (const [word, category] of Object.entries(written))
    expect(findDanger([`near ${word} now`], odd), word).toMatchObject({ category });
  for (const other of ["axb", "cd", "ef", "e–f"]) expect(findDanger([other], odd), other).toBeUndefined();
});

test("silence is no danger", () => expect(findDanger([null, undefined, ""], policy)).toBeUndefined());

test.each([
  ["没人来，厨房着火了", true],
  ["没人管着火了快来", true],
  ["无线充电器着火了", true],
  ["the toilet is not flushing and it is leaking", true],
  ["nobody came, there is smoke", true],
  ["没有发现漏水", false],
  ["没有人受伤", false],
  ["There is no fire", false],
  ["It is not on fire", false],
  ["No one was hurt", false],
])("a denial counts for the danger that it stands before, and for no other: %s", (words, isDanger) => {
  expect(findDanger([words], policy) !== undefined).toBe(isDanger);
});

test("a rule that was published before it had its context decides as it did", () => {
  const before = { dangers: [{ words: ["漏水"], category: "x" }], harmless: ["不漏水"] } as never;
  expect(findDanger(["上次漏水"], before)).toMatchObject({ word: "漏水", category: "x" });
  expect(findDanger(["不漏水"], before)).toBeUndefined();
});

import { expect, test } from "vitest";
import { countWrongTokens } from "./wrong-tokens.ts";

test("the thirty-first wrong token in a minute is told to wait for the rest of it", () => {
  const wrong = countWrongTokens();
  const answers = Array.from({ length: 31 }, () => wrong.count("10.0.0.7", 1_000));
  expect(answers.slice(0, 30)).toEqual(Array(30).fill(undefined));
  expect(answers[30]).toBe(60);
  expect(wrong.count("10.0.0.7", 31_000)).toBe(30);
});

test("another address, and the next minute, begin anew", () => {
  const wrong = countWrongTokens();
  for (let time = 0; time < 40; time += 1) wrong.count("10.0.0.7", 0);
  expect(wrong.count("10.0.0.8", 0)).toBe(undefined);
  expect(wrong.count("10.0.0.7", 60_000)).toBe(undefined);
});

import { expect, test } from "vitest";
import { lineOf } from "./phone-line.ts";

test.each([
  ["+8657187654321", "landline"],
  ["+861088886666", "landline"],
  ["+864008208820", "landline"],
  ["+8613800138000", "mobile"],
  ["+85291234567", "mobile"],
  ["+85221234567", "landline"],
  ["+14155552671", "mobile"],
])("%s is a %s", (number, line) => expect(lineOf(number)).toBe(line));

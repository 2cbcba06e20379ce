import { expect, test } from "vitest";
import { z } from "zod";
import { isShown, shownText } from "../src/shown-text.ts";

const blanks = {
  nothing: "",
  spaces: "  \t\n",
  "wide space": "\u3000",
  "no-break space": "\u00a0",
  "zero-width space": "\u200b",
  "zero-width joiner": "\u200d\u2060",
  "byte order mark": "\ufeff",
  "marks of direction": "\u202a\u202c\u2066\u2069",
  "soft hyphen": "\u00ad",
  "Hangul filler": "\u3164\u115f\uffa0",
  "Braille without a dot": "\u2800",
  "variation selector": "\ufe0f",
  NUL: "\0",
};

test.each(Object.entries(blanks))("a name of nothing but %s shows nothing", (_what, text) => {
  expect(isShown(text)).toBe(false);
  expect(shownText(80).safeParse(text).success).toBe(false);
});

test.each(["湖滨酒店", "Lakeside", "3", "👨‍👩‍👧", "·", "🈵", "قصر"])("%s is a name", (text) => {
  expect(shownText(80).parse(`\u3000${text} `)).toBe(text);
});

test("the description says that it is not empty", () => {
  expect(z.toJSONSchema(shownText(80), { io: "input" })).toMatchObject({ minLength: 1, maxLength: 80 });
  expect(z.toJSONSchema(shownText(200, 3), { io: "input" })).toMatchObject({ minLength: 3 });
  expect(shownText(200, 3).safeParse("no").success).toBe(false);
});

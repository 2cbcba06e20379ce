import { expect, test } from "vitest";
import { isCountry } from "../src/countries.ts";

test.each(["CN", "HK", "MO", "TW", "GB", "US", "JP"])("%s is a country", (code) => {
  expect(isCountry(code)).toBe(true);
});

test.each(["ZZ", "XK", "AC", "QQ", "EU", "cn", "", "CHN"])("%s is none", (code) => {
  expect(isCountry(code)).toBe(false);
});

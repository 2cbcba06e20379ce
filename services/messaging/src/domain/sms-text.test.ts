import { expect, test } from "vitest";
import { setLinksApart } from "./sms-text.ts";

test.each([
  ["请点https://a.example/s/1，谢谢", "请点 https://a.example/s/1 ，谢谢"],
  ["See https://a.example/s/1.", "See https://a.example/s/1 ."],
  ["(https://a.example/s/1)", "( https://a.example/s/1 )"],
  ["https://a.example/wiki/A_(b) ok", "https://a.example/wiki/A_(b) ok"],
  ["【湖滨】www.a.example/x?y=1&z=2。", "【湖滨】 www.a.example/x?y=1&z=2 。"],
  ["https://a.example/1https", "https://a.example/1https"],
  ["a https://a.example/ b", "a https://a.example/ b"],
  ["no link", "no link"],
])("%s", (text, apart) => {
  expect(setLinksApart(text)).toBe(apart);
  expect(setLinksApart(apart)).toBe(apart);
});

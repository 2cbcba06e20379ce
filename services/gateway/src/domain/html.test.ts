import { expect, test } from "vitest";
import { dataBlock, html, zhEn } from "./html.ts";

test("what is put into a page is text, whatever it looks like", () => {
  expect(html`<p title="${'"'}">${"<script>"}</p>`.markup).toBe('<p title="&quot;">&lt;script&gt;</p>');
});

test("pieces are put into pieces as they are, lists one after the other, nothing as nothing", () => {
  expect(html`<ul>${["a", "b"].map((item) => html`<li>${item}</li>`)}${undefined}</ul>`.markup).toBe(
    "<ul><li>a</li><li>b</li></ul>",
  );
});

test("both languages are there", () => {
  expect(zhEn("工单", "Tickets").markup).toContain(
    '<span lang="zh-CN">工单</span> <span lang="en">Tickets</span>',
  );
});

test("data for a script cannot end the place where it stands", () => {
  const block = dataBlock("present", { words: "</script><script>alert(1)</script>" }).markup;
  expect(block.match(/<\/?script/g)).toHaveLength(2);
  expect(JSON.parse(block.replace(/^<script[^>]*>|<\/script>$/g, ""))).toEqual({
    words: "</script><script>alert(1)</script>",
  });
});

import type { Both } from "../domain/both.ts";
import { html, inBoth, zhEn } from "../domain/html.ts";
import type { Page } from "./layout.ts";

/** A page that says one thing, and the way back. */
export const messagePage = (title: Both, text: Both): Page => ({
  title,
  at: "",
  body: html`<div class="page-head"><h1>${inBoth(title)}</h1></div>
<p class="notice">${inBoth(text)}</p>
<p><a href="/">${zhEn("回到首页", "Back to the start")}</a></p>`,
});

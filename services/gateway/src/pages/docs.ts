import { both } from "../domain/both.ts";
import { html, inBoth, zhEn } from "../domain/html.ts";
import type { Page } from "./layout.ts";

const title = both("接口文档", "API documents");

/** The interfaces of all services on one page, drawn by `docs.js` from `/openapi.json`. */
export const docsPage = (): Page => ({
  title,
  at: "/docs",
  scripts: ["docs.js"],
  styles: ["catalogue.css"],
  body: html`<div class="page-head"><h1>${inBoth(title)}</h1>
<input type="search" id="find" placeholder="查找 Find" aria-label="查找 Find"><a class="button" href="/openapi.json">OpenAPI 3.1</a></div>
<p class="lead">${zhEn(
    "所有服务同一个入口。请求头带 Authorization: Bearer 令牌，或使用浏览器的登录会话；所有 POST 请带 Idempotency-Key，重复提交只执行一次。出错时返回问题文档（RFC 9457）。",
    "One origin for all services. Send Authorization: Bearer with a token, or use the session of your browser; send an Idempotency-Key with every POST, and a repeat is carried out once. Errors are problem documents (RFC 9457).",
  )}</p>
<div class="columns"><nav class="card contents" id="contents"></nav><div id="operations"><p>${zhEn("正在读取……", "Loading…")}</p></div></div>`,
});

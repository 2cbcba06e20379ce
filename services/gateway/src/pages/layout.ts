import type { Person } from "@shouwen/service-kit/auth";
import { type Both, both } from "../domain/both.ts";
import { type Html, html, inBoth, zhEn } from "../domain/html.ts";

/** A page: what it is called, where it stands in the menu, what is on it, and what it needs. */
export type Page = {
  readonly title: Both;
  readonly at: string;
  readonly body: Html;
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
};

const menu: readonly [href: string, title: Both][] = [
  ["/live", both("现场", "Live")],
  ["/docs", both("接口", "API")],
  ["/events", both("事件", "Events")],
];

const languages: readonly [code: string, label: string, name: Both][] = [
  ["both", "中/EN", both("两种语言", "Both languages")],
  ["zh", "中文", both("中文", "Chinese")],
  ["en", "EN", both("英文", "English")],
];

const account = (person: Person | undefined): Html =>
  person
    ? html`<form class="account" method="post" action="/sign-out">
        <span class="who">${person.name || person.id}</span>
        <button class="quiet">${zhEn("退出", "Sign out")}</button>
      </form>`
    : html`<a class="button" href="/sign-in">${zhEn("登录", "Sign in")}</a>`;

/** A whole document. Nothing comes from anywhere else, and no script or style stands in the page itself. */
export const documentOf = (
  { title, at, body, scripts = [], styles = [] }: Page,
  person: Person | undefined,
): string =>
  html`<!doctype html>
<html lang="zh-CN" data-language="both">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.zh} ${title.en} · 首问 Shouwen</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${["style.css", ...styles, "language.css"].map((name) => html`<link rel="stylesheet" href="/assets/${name}">`)}
<script src="/assets/language.js"></script>
${scripts.map((name) => html`<script type="module" src="/assets/${name}"></script>`)}
</head>
<body>
<header class="top">
  <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="28" height="28"><span lang="zh-CN">首问</span> <span lang="en">Shouwen</span></a>
  <nav>${menu.map(([href, name]) => html`<a href="${href}"${href === at ? html` aria-current="page"` : undefined}>${inBoth(name)}</a>`)}</nav>
  <div class="languages" role="group" aria-label="语言 Language">${languages.map(
    ([code, label, name]) =>
      html`<button type="button" class="quiet" data-choose-language="${code}" title="${name.zh} ${name.en}">${label}</button>`,
  )}</div>
  ${account(person)}
</header>
<main>
${body}
</main>
</body>
</html>
`.markup;

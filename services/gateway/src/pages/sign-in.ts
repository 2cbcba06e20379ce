import { type Both, both } from "../domain/both.ts";
import { type Html, html, inBoth, zhEn } from "../domain/html.ts";
import { roles, term } from "../domain/terms.ts";
import type { Page } from "./layout.ts";

/** Somebody whom one can sign in as. */
export type Candidate = {
  readonly staffId: string;
  readonly staffNumber: string;
  readonly name: string;
  readonly nameEn: string;
  readonly roles: readonly string[];
  readonly onDuty: boolean;
};

/** The people of one property, or those of the whole group. */
export type PropertyPeople = { readonly name: Both; readonly people: readonly Candidate[] };

const roleNames = (codes: readonly string[]): Both => {
  const names = codes.map((code) => term(roles, code));
  return both(names.map(({ zh }) => zh).join("、"), names.map(({ en }) => en).join(", "));
};

const button = ({ staffId, staffNumber, name, nameEn, roles: codes, onDuty }: Candidate): Html =>
  html`<button name="staffId" value="${staffId}" data-person="${`${name} ${nameEn} ${staffNumber}`.toLowerCase()}">
  ${inBoth(both(name, nameEn))}
  <small>${staffNumber} · ${inBoth(roleNames(codes))}${onDuty ? html`<span class="duty">${zhEn("在岗", "on duty")}</span>` : undefined}</small>
</button>`;

const property = ({ name, people }: PropertyPeople, index: number): Html =>
  html`<details class="card property"${index < 2 ? html` open` : undefined}>
  <summary>${inBoth(name)} <span class="tag">${people.length}</span></summary>
  <div class="people">${people.map(button)}</div>
</details>`;

const title = both("登录", "Sign in");

/** Sign in with one click, as anybody of the demonstration. Only with the embedded issuer. */
export const signInPage = (properties: readonly PropertyPeople[], backTo: string): Page => ({
  title,
  at: "/sign-in",
  scripts: ["sign-in.js"],
  styles: ["sign-in.css"],
  body: html`<div class="page-head">
  <h1>${inBoth(title)}</h1>
  <input type="search" id="find" placeholder="姓名或工号 Name or number" aria-label="姓名或工号 Name or number">
</div>
<p class="notice">${zhEn(
    "演示环境：点击任何人即以其身份登录，无需密码。正式环境请接入统一身份认证（OIDC）。",
    "A demonstration: one click signs you in as anybody, without a password. In production an identity provider (OIDC) takes its place.",
  )}</p>
<form method="post" action="/sign-in">
  <input type="hidden" name="backTo" value="${backTo}">
  ${properties.map(property)}
</form>`,
});

/** Nobody can be shown yet. */
export const nobodyPage = (): Page => ({
  title,
  at: "/sign-in",
  body: html`<div class="page-head"><h1>${inBoth(title)}</h1></div>
<p class="notice">${zhEn(
    "暂时读不到人员名单：班组服务尚未就绪，或还没有录入人员。请稍后刷新本页。",
    "The list of people cannot be read: workforce is not ready, or nobody works here yet. Try again in a moment.",
  )}</p>`,
});

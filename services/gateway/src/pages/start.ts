import { type Both, both } from "../domain/both.ts";
import { type Html, html, inBoth, zhEn } from "../domain/html.ts";
import type { Page } from "./layout.ts";

const doors: readonly [href: string, title: Both, text: Both][] = [
  [
    "/live",
    both("现场", "Live"),
    both(
      "此刻正在发生什么：诉求、工单、回访、消息",
      "What happens now: requests, tickets, callbacks, messages",
    ),
  ],
  [
    "/docs",
    both("接口文档", "API documents"),
    both("所有服务的接口，一页看完", "The interfaces of all services on one page"),
  ],
  [
    "/events",
    both("事件目录", "Event catalogue"),
    both("每个事件的含义、字段与示例", "What each event means, its fields, an example"),
  ],
];

const door = ([href, title, text]: (typeof doors)[number]): Html =>
  html`<a class="card door" href="${href}"><h2>${inBoth(title)}</h2><p>${inBoth(text)}</p></a>`;

/** The start page: who we are and where to go. */
export const startPage = (): Page => ({
  title: both("首页", "Start"),
  at: "/",
  styles: ["start.css"],
  body: html`<section class="hero">
  <h1>${zhEn("谁首问，谁负责到底", "Whoever is asked first owns it until it is done")}</h1>
  <p class="lead">${zhEn(
    "首问是酒店与物业集团的客户服务平台。最先接到诉求的人一直对客户负责，直到客户说满意；途中的每一步都是一个事件，其他团队可以在其上继续建设。",
    "Shouwen is the customer-service platform of a hotel or property group. The person who takes a request answers for it until the customer says that it is done, and every step on the way is an event that other teams can build on.",
  )}</p>
</section>
<section class="doors">${doors.map(door)}</section>`,
});

import { type Both, both } from "../domain/both.ts";
import { dataBlock, type Html, html, inBoth, zhEn } from "../domain/html.ts";
import type { Page } from "./layout.ts";

const figure = (id: string, label: Both): Html =>
  html`<div class="figure"><b data-figure="${id}">–</b>${inBoth(label)}</div>`;

const tile = (title: Both, period: Both, content: Html): Html =>
  html`<section class="card tile"><h2>${inBoth(title)} <small>${inBoth(period)}</small></h2>${content}</section>`;

const row = (id: string, label: Both): Html => html`<dt>${inBoth(label)}</dt><dd data-figure="${id}">–</dd>`;

const requests = tile(
  both("诉求", "Requests"),
  both("近一小时", "last hour"),
  html`<div class="figures">${figure("requests", both("收到", "received"))}${figure("peak", both("每分钟峰值", "peak/min"))}</div>
<svg class="spark" id="spark" viewBox="0 0 300 90" preserveAspectRatio="none" role="img" aria-label="近一小时每分钟诉求数 Requests per minute of the last hour"></svg>
<p class="axis">${zhEn("60 分钟前", "60 min ago")}${zhEn("现在", "now")}</p>
<p class="aside" id="history" hidden></p>`,
);

const tickets = tile(
  both("工单", "Tickets"),
  both("此刻", "now"),
  html`<div class="figures">${figure("open", both("未完成", "open"))}${figure("overdue", both("超时", "overdue"))}</div>
<div class="bars" id="bars"></div>`,
);

const callbacks = tile(
  both("回访", "Callbacks"),
  both("此刻", "now"),
  html`<div class="figures">${figure("due", both("到点待拨", "due"))}${figure("planned", both("已排期", "planned"))}</div>
<h3>${zhEn("近 24 小时的结果", "Outcome in 24 hours")}</h3>
<dl class="rows">
${row("satisfied", both("客户满意", "satisfied"))}
${row("dissatisfied", both("客户不满意", "not satisfied"))}
${row("unreachable", both("联系不上", "not reached"))}
</dl>`,
);

const lastDay = tile(
  both("累计", "Totals"),
  both("近 24 小时", "24 hours"),
  html`<div class="figures">${figure("opened", both("新开工单", "opened"))}${figure("closed", both("已关闭", "closed"))}</div>
<dl class="rows">
${row("breached", both("超时次数", "promises broken"))}
${row("reopened", both("重新打开", "reopened"))}
${row("sent", both("消息已发送", "messages sent"))}
${row("failed", both("消息发送失败", "messages failed"))}
${row("refused", both("按规则未发送", "not sent, by rule"))}
</dl>`,
);

const title = both("现场", "Live");

/** What the platform does now, for a duty manager. `live.js` shows the present and then what happens. */
export const livePage = (present: object): Page => ({
  title,
  at: "/live",
  scripts: ["live.js"],
  styles: ["live.css", "live-feed.css"],
  body: html`<div class="page-head">
  <h1>${inBoth(title)}</h1>
  <span class="link" id="link" data-link="waiting"><i></i><span id="link-text">${zhEn("正在连接", "Connecting")}</span></span>
  <label class="visually-hidden" for="property">项目 Property</label>
  <select id="property"><option value="">全部项目 All properties</option></select>
</div>
<ul class="attention" id="attention" aria-live="polite"></ul>
<div class="tiles">${requests}${tickets}${callbacks}${lastDay}</div>
<section class="card feed">
  <div class="feed-head">
    <h2>${zhEn("正在发生", "Happening now")}</h2>
    <div class="choices" role="group" aria-label="显示 Show">
      <button type="button" class="quiet" data-show="main" aria-pressed="true">${zhEn("重点", "Highlights")}</button>
      <button type="button" class="quiet" data-show="attention" aria-pressed="false">${zhEn("需关注", "Attention")}</button>
      <button type="button" class="quiet" data-show="all" aria-pressed="false">${zhEn("全部", "Everything")}</button>
    </div>
    <button type="button" class="quiet" id="pause" aria-pressed="false">${zhEn("暂停滚动", "Hold")}</button>
  </div>
  <ol id="feed"></ol>
  <p class="lead" id="quiet-hour">${zhEn("还没有新的动态。", "Nothing has happened yet.")}</p>
</section>
<footer class="services" id="services"></footer>
${dataBlock("present", present)}`,
});

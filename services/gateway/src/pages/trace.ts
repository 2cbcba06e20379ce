import { both } from "../domain/both.ts";
import { type Html, html, inBoth, zhEn } from "../domain/html.ts";
import type { TraceTree, TreeLine } from "../domain/trace-tree.ts";
import type { Page } from "./layout.ts";

const indentOf = (depth: number): string => "\u2003".repeat(Math.min(depth, 24));

const duration = (ms: number): string =>
  ms < 1_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1_000).toFixed(2)} s`;

/** The bar is drawn as SVG because styles in the page are forbidden. */
const bar = ({ span, startMs }: TreeLine, lengthMs: number): Html => {
  const scale = 1_000 / Math.max(lengthMs, 0.001);
  const width = Math.max(4, span.durationMs * scale);
  const x = Math.min(startMs * scale, 1_000 - width);
  return html`<svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar ${span.service}" x="${x.toFixed(1)}" y="1" width="${width.toFixed(1)}" height="8"/></svg>`;
};

const line = (one: TreeLine, lengthMs: number): Html =>
  html`<tr${one.span.error ? html` class="failed"` : undefined}>
<td title="${one.span.name}">${indentOf(one.depth)}${one.span.name}</td><td>${one.span.service}</td>
<td class="time">+${duration(one.startMs)}</td><td class="time">${duration(one.span.durationMs)}</td><td>${bar(one, lengthMs)}</td></tr>`;

const tree = ({ startedAt, lengthMs, lines, services, leftOut, traceId }: TraceTree): Html =>
  html`<section class="card entry">
<h2><time datetime="${startedAt}" data-local-time>${startedAt}</time> · ${lines[0]?.span.name ?? ""}</h2>
<div class="steps">${services.map((name) => html`<span class="tag">${name}</span>`)}<span class="tag">${duration(lengthMs)}</span><code>${traceId}</code></div>
<div class="scroll"><table class="tree"><colgroup><col class="name"><col class="service"><col class="time"><col class="time"><col></colgroup>
${lines.map((one) => line(one, lengthMs))}</table></div>
${leftOut > 0 ? html`<p>${zhEn(`另有 ${leftOut} 步未显示`, `${leftOut} more steps are not shown`)}</p>` : undefined}
</section>`;

const title = both("链路", "Trace");

/** What happened to a ticket in every service, step by step with times. */
export const tracePage = (ticketId: string, trees: readonly TraceTree[]): Page => ({
  title,
  at: "",
  scripts: ["times.js"],
  styles: ["catalogue.css", "trace.css"],
  body: html`<div class="page-head"><h1>${inBoth(title)}</h1><code>${ticketId}</code></div>
<p class="lead">${zhEn(
    "这张工单在各个服务里经过的每一步，按时间先后。延后的步骤（如到点提醒、回访）各自成段。",
    "Every step of this ticket through the services, in order of time. Delayed steps, such as reminders and callbacks, stand on their own.",
  )}</p>
${
  trees.length > 0
    ? trees.map(tree)
    : html`<p class="notice">${zhEn("没有保存这张工单的链路，或已过保存期。", "No trace of this ticket is kept, or no longer.")}</p>`
}`,
});

import { eventsOn, publicTopics, recordHeaders } from "@shouwen/contracts/asyncapi";
import { isStateTopic } from "@shouwen/contracts/catalogue";
import type { EventDefinition } from "@shouwen/contracts/define-event";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { jsonSchemaOf } from "@shouwen/contracts/json-schema";
import { noteOf } from "@shouwen/contracts/topic-notes";
import { both } from "../domain/both.ts";
import { type Html, html, inBoth, zhEn } from "../domain/html.ts";
import { type Schema, typeOf } from "../domain/schema-words.ts";
import type { Page } from "./layout.ts";

const fieldRow = ([name, schema]: readonly [string, Schema], required: ReadonlySet<string>): Html =>
  html`<tr><td><code>${name}</code></td><td>${typeOf(schema)}</td><td>${required.has(name) ? zhEn("必有", "always") : zhEn("可缺", "sometimes")}</td><td>${schema.description ?? ""}</td></tr>`;

const fieldsOf = (definition: EventDefinition): Html => {
  const schema = jsonSchemaOf(definition) as Schema;
  const required = new Set(schema.required ?? []);
  return html`<div class="scroll"><table><tr><th>${zhEn("字段", "Field")}</th><th>${zhEn("类型", "Type")}</th><th></th><th>${zhEn("含义", "Meaning")}</th></tr>
${Object.entries(schema.properties ?? {}).map((field) => fieldRow(field, required))}</table></div>`;
};

const entry = (definition: EventDefinition): Html => html`<section class="card entry" id="${definition.type}">
<h3><code>${definition.type}</code></h3>
<p>${definition.summary}</p>
${fieldsOf(definition)}
<details><summary>${zhEn("示例", "Example")}</summary><pre>${JSON.stringify(sampleOf(definition), null, 2)}</pre></details>
</section>`;

const topicSection = (topic: string): Html => html`<section id="${topic}">
<div class="page-head"><h2><code>${topic}</code></h2><span class="tag">${isStateTopic(topic) ? zhEn("状态", "states") : zhEn("事实", "facts")}</span></div>
<p class="lead">${noteOf(topic).summary} · ${zhEn("发布者", "said by")} ${noteOf(topic).service}</p>
${eventsOn(topic).map(entry)}
</section>`;

const contents = (topic: string): Html => html`<strong><a href="#${topic}">${topic}</a></strong>
<ul>${eventsOn(topic).map(({ type }) => html`<li><a href="#${type}">${type}</a></li>`)}</ul>`;

const title = both("事件目录", "Event catalogue");

/** Every topic and event with its fields and an example. The same source writes `/asyncapi.json`. */
export const eventsPage = (): Page => ({
  title,
  at: "/events",
  styles: ["catalogue.css"],
  body: html`<div class="page-head"><h1>${inBoth(title)}</h1><a class="button" href="/asyncapi.json">AsyncAPI 3.0</a></div>
<p class="lead">${zhEn(
    "平台上发生的每一件事都是一个带版本的事件（CloudEvents 1.0，Kafka）。键是事件所属事物的编号，因此同一事物的事件有先后次序；客户的联系方式与原话只以加密形式出现。",
    "Everything that happens is an event with a version (CloudEvents 1.0 on Kafka). The record key is the thing that it is about, so that the events of one thing are in order; contacts and words of customers travel sealed.",
  )}</p>
<div class="columns"><nav class="card contents">${publicTopics.map(contents)}</nav><div>
<section class="card entry"><h2>${zhEn("每条记录的头部", "Headers of every record")}</h2><div class="scroll"><table>
${recordHeaders.map(({ name, required, meaning }) => html`<tr><td><code>${name}</code></td><td>${required ? zhEn("必有", "always") : zhEn("可缺", "sometimes")}</td><td>${meaning}</td></tr>`)}
</table></div></section>
${publicTopics.map(topicSection)}
</div></div>`,
});

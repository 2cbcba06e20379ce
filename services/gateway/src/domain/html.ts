import type { Both } from "./both.ts";

/** A piece of a page that can be put into another piece as it is. */
export type Html = { readonly markup: string };

type Part = Html | string | number | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

const markupOf = (part: Part): string => {
  if (part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "markup" in part ? part.markup : part.map(markupOf).join("");
};

/** A piece of a page. What is put into it is escaped unless it is a piece itself. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html => ({
  markup: texts.reduce((markup, text, index) => markup + markupOf(parts[index - 1]) + text),
});

/** Data for a page's script: not run, only read, so that it may stand in the page. */
export const dataBlock = (id: string, data: unknown): Html => ({
  markup: `<script type="application/json" id="${escaped(id)}">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>`,
});

/** A text in both languages; the page shows one of them or both, as its reader likes. */
export const inBoth = ({ zh, en }: Both): Html =>
  html`<span class="both"><span lang="zh-CN">${zh}</span> <span lang="en">${en}</span></span>`;

/** The same for texts written on the spot. */
export const zhEn = (zh: string, en: string): Html => inBoth({ zh, en });

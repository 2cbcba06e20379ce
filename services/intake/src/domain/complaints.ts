import { givenWindow, pastWindow } from "@shouwen/contracts/given-moment";
import { channel, kind, language, type Mode, priority } from "@shouwen/contracts/values";
import { isRounded } from "@shouwen/service-kit/file-cells";
import type { DateOrder } from "@shouwen/service-kit/file-dates";
import type { FileLanguage, Told } from "@shouwen/service-kit/file-language";

/** How the person who sent the file is told what is wrong with it. */
export type Telling = {
  readonly language: FileLanguage;
  readonly mode: Mode;
  readonly order?: DateOrder | undefined;
};

/** Fields whose values are told by nobody: what they hold names a person or is what a person said. */
const unsaid = new Set(["contact", "displayName", "words", "summary", "place"]);

const longestShown = 60;

/** A value as it may stand in a report: without what looks like a number or an address of a person, and not too long. */
const shown = (value: string): string => {
  const masked = value
    .replaceAll(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu, "***")
    .replaceAll(/\d(?:[\s.\-–()]?\d){8,}[\dxX]?/g, "***");
  return masked.length > longestShown ? `${masked.slice(0, longestShown)}…` : masked;
};

/** Digits and marks of a time are no phone number, unless there are eleven in a row. */
const shownTime = (value: string): string =>
  /^[\d\s:./+\-TZ年月日时分秒上下午APMapm]{1,40}$/.test(value) && !/\d{9,}/.test(value)
    ? value
    : shown(value);

const quoted = (text: string): Told => ({ en: `"${text}"`, "zh-CN": `“${text}”` });

const listed = (values: readonly string[]): Told => ({ en: values.join(", "), "zh-CN": values.join("、") });

const choice =
  (what: Told, values: readonly string[]) =>
  (value: string): Told => ({
    en: `${quoted(shown(value)).en} is no ${what.en}; valid: ${listed(values).en}`,
    "zh-CN": `${quoted(shown(value))["zh-CN"]}不是有效的${what["zh-CN"]}，可以填：${listed(values)["zh-CN"]}`,
  });

const likeThis =
  (what: Told, example: string) =>
  (value: string): Told => ({
    en: `${quoted(shown(value)).en} is no ${what.en}; valid: ${example}`,
    "zh-CN": `${quoted(shown(value))["zh-CN"]}不是有效的${what["zh-CN"]}，应写成：${example}`,
  });

const orders: Readonly<Record<DateOrder, Told>> = {
  "day first": { en: "day/month/year as elsewhere in this file", "zh-CN": "与文件其他行一致的 日/月/年" },
  "month first": { en: "month/day/year as elsewhere in this file", "zh-CN": "与文件其他行一致的 月/日/年" },
};

const moment = (value: string, { mode, order }: Telling): Told => {
  const { from, until } = mode === "history" ? pastWindow : givenWindow;
  const [first, last] = [from.slice(0, 10), until.slice(0, 10)];
  const also = order === undefined ? { en: "", "zh-CN": "" } : orders[order];
  const text = quoted(shownTime(value));
  return {
    en: `${text.en} is no moment from ${first} on and before ${last}; valid: 2026-11-22 08:05, 2026-11-22T08:05:00+08:00${also.en && `, ${also.en}`}`,
    "zh-CN": `${text["zh-CN"]}不是 ${first} 至 ${last} 之间的时间，应写成：2026-11-22 08:05、2026-11-22T08:05:00+08:00${also["zh-CN"] && `，或${also["zh-CN"]}`}`,
  };
};

const byField: Readonly<Record<string, (value: string, telling: Telling) => Told>> = {
  channel: choice({ en: "channel", "zh-CN": "渠道" }, channel.options),
  kind: choice({ en: "kind", "zh-CN": "类型" }, kind.options),
  priority: choice({ en: "priority", "zh-CN": "优先级" }, priority.options),
  language: choice({ en: "language", "zh-CN": "语言" }, language.options),
  category: likeThis(
    { en: "category of up to three levels", "zh-CN": "类别（最多三级）" },
    "engineering/plumbing/leak",
  ),
  takenBy: likeThis({ en: "id of a member of staff", "zh-CN": "员工编号" }, "stf_…"),
  ...Object.fromEntries(
    ["occurredAt", "receivedAt", "closedAt", "replyBy", "at"].map((name) => [name, moment]),
  ),
};

/** That a field is missing, and why it must not be. */
export const missing = (why?: Told): Told => ({
  en: why ? `is missing: ${why.en}` : "is missing",
  "zh-CN": why ? `缺少：${why["zh-CN"]}` : "缺少",
});

/** That a spreadsheet has rounded a number, so that nobody can say any more which one it was. */
const rounded = (value: string): Told => {
  const [, digits = "", power = ""] = /^([+-]?\d(?:[.,]\d{0,2})?).*?(e.*)$/i.exec(value) ?? [];
  return {
    en: `"${digits}${power}" was rounded by a spreadsheet; valid: the whole number, in a column that is formatted as text`,
    "zh-CN": `“${digits}${power}”已被表格软件取整，应填写完整的号码，并将该列设为文本格式`,
  };
};

const tooLong = (most: number, found: number): Told => ({
  en: `has ${found} characters; valid: up to ${most}`,
  "zh-CN": `有 ${found} 个字符，最多 ${most} 个`,
});

const unread = (value: string): Told => ({
  en: `${quoted(shown(value)).en} is not written as it must be`,
  "zh-CN": `${quoted(shown(value))["zh-CN"]}写法不对`,
});

/** What is wrong with the value of a field, and what would be right. */
export const complaintOf = (
  field: string,
  value: string | null,
  about: Telling & { readonly most?: number | undefined },
): string => {
  const told = (): Told => {
    if (value === null) return missing();
    if (isRounded(value)) return rounded(value);
    if (about.most !== undefined && value.length > about.most) return tooLong(about.most, value.length);
    if (unsaid.has(field)) return { en: "is not written as it must be", "zh-CN": "写法不对" };
    return (Object.hasOwn(byField, field) ? byField[field] : undefined)?.(value, about) ?? unread(value);
  };
  return told()[about.language];
};

/** That an activity of an event log is none that its mapping knows. */
export const unknownActivity = (value: string, known: readonly string[]): Told => {
  const first = known.slice(0, 12);
  const more = known.length > first.length ? "…" : "";
  return {
    en: `${quoted(shown(value)).en} is not an activity that the mapping knows; valid: ${listed(first).en}${more}`,
    "zh-CN": `映射中没有“${shown(value)}”这个活动，可以填：${listed(first)["zh-CN"]}${more}`,
  };
};

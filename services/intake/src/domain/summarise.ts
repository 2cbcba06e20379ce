import type { Kind, Language, Priority } from "@shouwen/contracts/values";

/** What people call the kinds of matter. */
export const kindNames: Record<Language, Record<Kind, string>> = {
  "zh-CN": {
    repair: "报修",
    complaint: "投诉",
    inquiry: "咨询",
    service: "服务需求",
    suggestion: "建议",
    praise: "表扬",
    lost_found: "失物",
    violation: "违章整改",
    emergency: "紧急",
    approval: "审批",
  },
  en: {
    repair: "Repair",
    complaint: "Complaint",
    inquiry: "Inquiry",
    service: "Service",
    suggestion: "Suggestion",
    praise: "Praise",
    lost_found: "Lost and found",
    violation: "Violation",
    emergency: "Emergency",
    approval: "Approval",
  },
};

const alarms: Record<Language, string> = { "zh-CN": "危急", en: "Emergency" };

const longest = 200;

type Summarised = {
  readonly kind: Kind;
  readonly category: string;
  readonly priority: Priority;
  readonly place: string | null;
  readonly language: Language;
  readonly summary: string | null;
};

/**
 * What it is about, for everybody to read: what was given (`store/mask-wish.ts` has taken out what names somebody), else
 * kind, category and place, with a word before them where it is an emergency. The customer's own words never go into it.
 */
export const summarise = ({ kind, category, priority, place, language, summary }: Summarised): string => {
  const given = summary?.trim() ?? "";
  if (given !== "") return cut(given);
  const alarm = priority === "emergency" && kind !== "emergency" ? alarms[language] : null;
  return cut([alarm, kindNames[language][kind], category, place].filter((part) => part !== null).join(" · "));
};

/** By characters, so that none is cut in half. */
const cut = (text: string): string => {
  if (text.length <= longest) return text;
  let kept = text.slice(0, longest - 1);
  if (/[\uD800-\uDBFF]$/.test(kept)) kept = kept.slice(0, -1);
  return `${kept}…`;
};

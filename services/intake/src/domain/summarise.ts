import type { Kind, Language } from "@shouwen/contracts/values";

const kindNames: Record<Language, Record<Kind, string>> = {
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

const longest = 200;

type Matter = {
  readonly kind: Kind;
  readonly category: string;
  readonly place: string | null;
  readonly language: Language;
  readonly summary: string | null;
};

/**
 * What it is about, for everybody to read: what was given (`store/mask-wish.ts` has taken out what names somebody), else
 * kind, category and place. The customer's own words never go into it.
 */
export const summarise = ({ kind, category, place, language, summary }: Matter): string => {
  const given = summary?.trim() ?? "";
  if (given !== "") return cut(given);
  return cut([kindNames[language][kind], category, place].filter((part) => part !== null).join(" · "));
};

/** By characters, so that none is cut in half. */
const cut = (text: string): string => {
  if (text.length <= longest) return text;
  let kept = text.slice(0, longest - 1);
  if (/[\uD800-\uDBFF]$/.test(kept)) kept = kept.slice(0, -1);
  return `${kept}…`;
};

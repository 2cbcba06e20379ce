import type { ProblemWords } from "../problem-language.ts";

/** What profiles may answer. */
export const profilesProblems: ProblemWords = {
  "profile.erased": {
    zh: "此客户已删除，不再保留任何信息",
    todo: {
      zh: "无法恢复；客户再来时会建新档案。",
      en: "It cannot be undone; a new profile is made when they come again.",
    },
  },
  "profile.needs_all_properties": {
    zh: "此操作涉及认识该客户的所有项目，须由负责全部项目或集团的人决定",
    todo: { zh: "请集团人员处理。", en: "Ask somebody of the group." },
  },
  "profile.erasure_requested": {
    zh: "客户已申请删除，除非撤回，不再打开其数据",
    todo: { zh: "等待期满，或先撤回删除申请。", en: "Wait, or have the erasure withdrawn first." },
  },
  "profile.erasure_not_requested": {
    zh: "没有人申请删除此客户",
    todo: { zh: "先提出删除申请并写明原因。", en: "Ask for the erasure first, with a reason." },
  },
  "profile.erasure_needs_second_person": {
    zh: "删除不可恢复，须由申请人以外的人确认",
    todo: { zh: "请另一位有权限的人确认。", en: "Ask somebody else who may to confirm it." },
  },
};

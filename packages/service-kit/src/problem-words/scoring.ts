import type { ProblemWords } from "../problem-language.ts";

/** What scoring may answer. */
export const scoringProblems: ProblemWords = {
  "ledger_entry.not_found": {
    zh: "没有这条记分",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "ledger_entry.is_reversal": {
    zh: "冲销记录不能再冲销，请按规则重新计分",
    todo: { zh: "重新计分，不要冲销冲销。", en: "Have the rule scored again instead." },
  },
  "ledger_entry.reversed": {
    zh: "该记分已冲销",
    todo: { zh: "看 `reversedBy` 的冲销记录和理由。", en: "See the entry `reversedBy` and its reason." },
  },
  "ledger.others_account": {
    zh: "只有负责人可查看他人的账户",
    todo: { zh: "查看自己的账户，或请主管查看。", en: "See your own account, or ask a supervisor." },
  },
};

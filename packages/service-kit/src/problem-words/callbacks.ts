import type { ProblemWords } from "../problem-language.ts";

/** What callbacks may answer. */
export const callbacksProblems: ProblemWords = {
  "callback.not_found": {
    zh: "没有这条回访",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "callback.over": {
    zh: "此回访已结束",
    todo: {
      zh: "查看回访的状态；需要时在工单上另约。",
      en: "See its status; if a call is still needed, ask for one at the ticket.",
    },
  },
  "callback.not_claimed": {
    zh: "请先认领此回访",
    todo: {
      zh: "用 `POST /v1/callbacks/claim` 认领后再记录。",
      en: "Claim it with `POST /v1/callbacks/claim` first.",
    },
  },
  "callback.claimed_by_another": {
    zh: "此回访已被他人认领",
    todo: {
      zh: "换一条；认领过期后会自动放回。",
      en: "Take another one; a claim that runs out is given back.",
    },
  },
  "callback.time_not_allowed": {
    zh: "不能改到这个时间",
    todo: {
      zh: "改到允许拨打的时段内、且在最后期限之前。",
      en: "Choose a time in which people may be called, before the last possible one.",
    },
  },
};

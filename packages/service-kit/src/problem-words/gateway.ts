import type { ProblemWords } from "../problem-language.ts";

/** What the gateway may answer. */
export const gatewayProblems: ProblemWords = {
  other_origin: {
    zh: "其他网站的页面不能这样做，请带上 Origin 或 x-shouwen-page 请求头",
    todo: {
      zh: "从本系统的页面操作；脚本请用自己的令牌。",
      en: "Use a page of this system; scripts bring a token of their own.",
    },
  },
  other_host: {
    zh: "此主机名不在服务范围，请使用 PUBLIC_URL 指定的地址",
    todo: {
      zh: "用 `PUBLIC_URL` 的地址访问；运维检查该设置。",
      en: "Use the address of `PUBLIC_URL`; operators check that setting.",
    },
  },
  broke_off: {
    zh: "服务中断，不知是否已执行，请用原 Idempotency-Key 重试",
    todo: { zh: "用同一个 `Idempotency-Key` 重试。", en: "Repeat it under the same `Idempotency-Key`." },
  },
  "staff.not_found": {
    zh: "没有这位员工",
    todo: {
      zh: "检查 `staffId`，以及此人是否属于您的项目。",
      en: "Check `staffId`, and whether they work in your property.",
    },
  },
};

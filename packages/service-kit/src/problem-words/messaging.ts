import type { ProblemWords } from "../problem-language.ts";

/** What messaging may answer. */
export const messagingProblems: ProblemWords = {
  "message.not_found": {
    zh: "没有这条消息",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "profile.not_found": {
    zh: "没有这位客户",
    todo: {
      zh: "检查编号，以及您的项目是否认识此客户。",
      en: "Check the id, and whether your property knows the customer.",
    },
  },
  "message.never_sent": {
    zh: "此消息从未交给服务商",
    todo: { zh: "无需处理；查看它被拒绝的原因。", en: "There is nothing to settle; see why it was refused." },
  },
  "message.not_unknown": {
    zh: "只有发送结果不明的消息才能人工确认",
    todo: { zh: "查看消息状态。", en: "See the status of the message." },
  },
  "consent.said_before": {
    zh: "客户之后对同一渠道另有表示，以最后一次为准",
    todo: { zh: "查看客户的授权记录。", en: "See the customer's consents." },
  },
  "consent.in_the_future": {
    zh: "客户表示的时间不能晚于现在",
    todo: { zh: "改为实际时间。", en: "Give the moment at which it was said." },
  },
  "template.not_found": {
    zh: "没有此模板的这个版本",
    todo: { zh: "查看模板列表。", en: "See the templates." },
  },
  "template.scope_forbidden": {
    zh: "只有集团人员可编写集团模板",
    todo: {
      zh: "写本项目的模板，或请集团人员处理。",
      en: "Write one for your property, or ask somebody of the group.",
    },
  },
  "template.unknown": {
    zh: "没有此名称的已批准模板",
    todo: { zh: "检查名称；新模板要先批准。", en: "Check the name; a new template is approved first." },
  },
  "message.critical_needs_manager": {
    zh: "只有经理可发送绕过退订的模板",
    todo: { zh: "请经理发送。", en: "Ask a manager." },
  },
  "provider.not_known": {
    zh: "服务商密钥缺失或有误",
    todo: { zh: "在 `x-provider-key` 中带上约定的密钥。", en: "Send the agreed key as `x-provider-key`." },
  },
  "inbound.number_of_nobody": {
    zh: "发送人未知，且没有项目使用收件号码",
    todo: { zh: "核对服务商的号码设置。", en: "Check the numbers that the provider is set up with." },
  },
  "message.too_long_for_sms": {
    zh: "内容超出短信长度，系统不会截断，请缩短",
    todo: { zh: "缩短到 `allowed` 说明的长度。", en: "Shorten it to the length that the answer names." },
  },
  "template.own_draft": {
    zh: "编写人不能批准自己的模板，请另一位经理批准",
    todo: { zh: "请另一位经理批准。", en: "Ask another manager." },
  },
  "inbound.sender_unreadable": {
    zh: "没有为任何人退订：发送人不是此渠道可达的号码或地址",
    todo: { zh: "核对服务商传来的 `from`。", en: "Check the `from` that the provider sends." },
  },
};

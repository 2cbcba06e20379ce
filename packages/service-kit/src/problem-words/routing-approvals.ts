import type { ProblemWords } from "../problem-language.ts";

/** What routing about approvals and remedies may answer. */
export const approvalProblems: ProblemWords = {
  "approval.not_found": {
    zh: "没有这项审批",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "approval.over": { zh: "已决定或已撤回", todo: { zh: "查看审批结果。", en: "See how it was decided." } },
  "approval.still_open": {
    zh: "在等审批结果；不再需要时请撤回审批",
    todo: { zh: "等待审批，或撤回它。", en: "Wait for it, or withdraw it." },
  },
  "approval.ticket_cancelled": {
    zh: "所属工单已取消",
    todo: { zh: "不再需要审批。", en: "It is needed no more." },
  },
  "approval.too_few_approvers": {
    zh: "该项目可审批此步骤的人不足，申请人不能自批",
    todo: { zh: "请管理员补充审批人。", en: "Ask an administrator to name more approvers." },
  },
  "approval.has_a_voice": {
    zh: "这位同事在此步骤已有表决权，一人一票",
    todo: { zh: "委托给其他人。", en: "Delegate to somebody else." },
  },
  "approval.form_contradicts": {
    zh: "表单与流程规定矛盾",
    todo: { zh: "对照流程改正表单。", en: "Mend the form by what the flow says." },
  },
  "approval.amount_missing": {
    zh: "请填写金额（amount）",
    todo: { zh: "填写 `amount`。", en: "Give `amount`." },
  },
  "approval.not_an_approver": {
    zh: "此步骤由他人决定，申请人不能自批",
    todo: { zh: "等待审批人。", en: "Wait for those who decide." },
  },
  "approval.decided_already": {
    zh: "您在此步骤已表决",
    todo: { zh: "无需再做。", en: "There is nothing left to do for you." },
  },
  "approval.not_the_requester": {
    zh: "只有申请人或经理可撤回",
    todo: { zh: "请申请人或经理撤回。", en: "Ask the requester or a manager." },
  },
  "approval.flow_not_found": {
    zh: "该项目没有这个流程",
    todo: { zh: "查看审批规则。", en: "See the approvals policy." },
  },
  "approval.form_incomplete": {
    zh: "表单缺少流程要求的内容",
    todo: { zh: "`missing` 列出缺少的内容。", en: "`missing` names what is needed." },
  },
  "remedy.kind_not_given": {
    zh: "此处不向客户提供这种补偿",
    todo: { zh: "从补偿规则中选择。", en: "Choose one that the rules know." },
  },
  "remedy.above_limit": {
    zh: "合计超出您的权限，请为此工单申请该金额的审批并注明（approvalId）",
    todo: { zh: "申请审批后带上 `approvalId`。", en: "Ask for an approval and name it as `approvalId`." },
  },
  "remedy.approval_does_not_allow": {
    zh: "审批未通过、不属于此工单、金额不足或已用过",
    todo: { zh: "查看审批的金额、工单和状态。", en: "See the approval's sum, ticket and state." },
  },
  "remedy.nobody_affected": {
    zh: "没有子工单，请先以 child_of 关联",
    todo: { zh: "先关联受影响的工单。", en: "Link the tickets of those affected first." },
  },
  "remedy.given_to_all": {
    zh: "此事件的每位客户都已得到补偿",
    todo: { zh: "无需再做。", en: "There is nothing left to do." },
  },
  "remedy.contested": { zh: "他人正在为同一工单补偿，请重试", todo: { zh: "直接重试。", en: "Try again." } },
};

import type { ProblemWords } from "../problem-language.ts";

/** What routing about tickets may answer. */
export const routingProblems: ProblemWords = {
  "ticket.not_found": {
    zh: "没有这张工单",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "ticket.not_yet": {
    zh: "没有这张工单，或正在建立，请稍后再查",
    todo: { zh: "等待 `Retry-After` 秒后再查。", en: "Ask again after `Retry-After` seconds." },
  },
  "ticket.not_allowed_now": {
    zh: "工单当前状态不允许此操作",
    todo: { zh: "读取工单，看 `status` 后再决定。", en: "Read the ticket and see its `status`." },
  },
  "ticket.offered_to_another": {
    zh: "此工单没有派给您",
    todo: {
      zh: "查看派给您的工单，或从队列中领取。",
      en: "See what is offered to you, or take from the queue.",
    },
  },
  "ticket.not_of_the_team": {
    zh: "工单在等另一个班组；其首问负责人或主管可以转给您",
    todo: { zh: "请首问负责人或主管移交。", en: "Ask its owner or a supervisor to hand it over." },
  },
  "ticket.not_the_handler": {
    zh: "只有处理人、首问负责人或主管可以这样做",
    todo: { zh: "请他们处理，或先移交。", en: "Ask one of them, or have it handed over." },
  },
  "ticket.not_the_owner": {
    zh: "只有首问负责人或主管可以这样做",
    todo: { zh: "请他们处理。", en: "Ask one of them." },
  },
  "ticket.window_over": {
    zh: "工单已关闭：请建新请求并注明原工单（followUpOf），会先到达原负责人",
    todo: { zh: "用 `followUpOf` 建新请求。", en: "Take a new request with `followUpOf`." },
  },
  "ticket.customer_has_the_last_word": {
    zh: "客户满意、或时限和回访结束后才关闭；之前只有主管可关闭",
    todo: { zh: "等回访结束，或请主管关闭。", en: "Wait for the callback, or ask a supervisor." },
  },
  "ticket.already_owned": {
    zh: "请改用移交",
    todo: { zh: "用 `hand-over-owner` 移交。", en: "Use `hand-over-owner`." },
  },
  "team.not_found": {
    zh: "没有这个班组",
    todo: {
      zh: "检查 `teamId`，以及它是否属于该项目。",
      en: "Check `teamId`, and whether it is of the property.",
    },
  },
  "staff.cannot_handle": {
    zh: "此人已不在那里工作",
    todo: { zh: "换一位在职人员。", en: "Choose somebody who works there." },
  },
  "ticket.nothing_escalated": {
    zh: "没有升级，无需接手",
    todo: { zh: "查看工单的升级情况。", en: "See whether the ticket was escalated." },
  },
  "ticket.reply_in_the_past": {
    zh: "向客户承诺的日期必须在将来",
    todo: { zh: "改为将来的时间。", en: "Give a moment that is still to come." },
  },
  "ticket.escalated_higher": {
    zh: "已升级到更高级别",
    todo: {
      zh: "看 `level`：升到更高一级，或请专业支援（functional）。",
      en: "See `level`: call in a higher one, or more skill (functional).",
    },
  },
  "ticket.sub_task_not_found": {
    zh: "没有这个子任务",
    todo: { zh: "读取工单，查看子任务编号。", en: "Read the ticket for the ids of its sub-tasks." },
  },
  "ticket.not_your_sub_task": {
    zh: "只有子任务的负责人、其班组，或处理人、首问负责人、主管可以这样做",
    todo: { zh: "请他们处理。", en: "Ask one of them." },
  },
  "ticket.sub_tasks_open": {
    zh: "仍有未完成的部分，请完成或说明不需要",
    todo: { zh: "先完成或取消子任务。", en: "Finish the sub-tasks, or say that they are not needed." },
  },
  "ticket.link_to_itself": {
    zh: "是同一张工单",
    todo: { zh: "填另一张工单的编号。", en: "Give another ticket's id." },
  },
  "ticket.has_another_parent": {
    zh: "已属于另一事件，请先解除",
    todo: { zh: "先解除原来的关联。", en: "Take that link away first." },
  },
  "ticket.parent_is_child": {
    zh: "那张工单本身是子工单，请关联到它的上级",
    todo: { zh: "关联到 `parentId`。", en: "Link to its parent." },
  },
  "ticket.other_customer": {
    zh: "两张工单的客户不同，请改为关联，以便各自得到通知",
    todo: { zh: "用关联代替合并。", en: "Link them instead of merging." },
  },
  "ticket.merged_elsewhere": {
    zh: "已并入另一张工单，请重新读取",
    todo: { zh: "读取它并入的工单。", en: "Read the ticket into which it went." },
  },
  "ticket.notice_in_force": {
    zh: "已有生效的整改通知，请先复查",
    todo: { zh: "先登记复查结果。", en: "Record the re-inspection first." },
  },
  "ticket.no_notice": {
    zh: "此工单没有下达整改通知",
    todo: { zh: "先下达整改通知。", en: "Serve a notice first." },
  },
  "ticket.notice_needs_due": {
    zh: "未整改到位，请写明整改期限（dueAt）",
    todo: { zh: "填写 `dueAt`。", en: "Say by when (`dueAt`)." },
  },
  "ticket.not_reinspected": {
    zh: "已下达整改通知：复查合格后才能结束",
    todo: { zh: "先登记合格的复查。", en: "Record a re-inspection that found it put right." },
  },
  "ticket.code_unknown": {
    zh: "规则中没有此代码",
    todo: { zh: "`codes` 或分类规则列出可用的代码。", en: "The policy lists the codes that it knows." },
  },
  "plan.not_found": {
    zh: "该项目没有这个预案",
    todo: { zh: "查看项目的预案。", en: "See the plans of the property." },
  },
  "ticket.claimed_before": {
    zh: "这次领取已执行过，工单在您处理的列表中",
    todo: { zh: "查看您处理的工单。", en: "See the tickets that you handle." },
  },
  "team.not_yours": {
    zh: "只有本班组人员可从其队列领取",
    todo: { zh: "从自己班组的队列领取。", en: "Take from the queue of your own team." },
  },
  "staff.off_duty": {
    zh: "请先上岗",
    todo: { zh: "用 `POST /v1/duty/on` 上岗。", en: "Come on duty with `POST /v1/duty/on`." },
  },
  "ticket.queue_contested": {
    zh: "每张工单都被他人同时领取，请重试",
    todo: { zh: "直接重试。", en: "Try again." },
  },
  "ticket.category_unknown": {
    zh: "该项目的分类中没有此类",
    todo: { zh: "从分类规则中选择。", en: "Choose one of the property's categories." },
  },
};

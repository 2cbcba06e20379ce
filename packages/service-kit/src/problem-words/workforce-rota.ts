import type { ProblemWords } from "../problem-language.ts";

/** What workforce about the rota, leave and papers may answer. */
export const rotaProblems: ProblemWords = {
  "swap.shift_changed": {
    zh: "其中一个班次的时间与提出时不同，请重新提出换班",
    todo: { zh: "重新提出换班。", en: "Offer the exchange anew." },
  },
  "round.of_other_team": {
    zh: "只有本班组人员或其负责人可签巡检",
    todo: { zh: "请该班组签。", en: "Ask somebody of that team." },
  },
  "round.of_other_person": {
    zh: "本周由班组另一人或其负责人签",
    todo: { zh: "请当值的人签。", en: "Ask the person whose week it is." },
  },
  "rota.of_others_forbidden": {
    zh: "只有主管或经理可更改他人的排班",
    todo: { zh: "请主管处理。", en: "Ask a supervisor." },
  },
  "shift.not_found": {
    zh: "没有这个班次",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "shift.pattern_unknown": {
    zh: "该项目没有此班次类型",
    todo: { zh: "从班次规则中选择。", en: "Choose one of the property's patterns." },
  },
  "shift.team_unknown": { zh: "该项目没有这个班组", todo: { zh: "检查 `teamId`。", en: "Check `teamId`." } },
  "shift.windows_overlap": {
    zh: "班次的两个时段重叠，或当天没有有效时间",
    todo: { zh: "改正时段。", en: "Mend the windows." },
  },
  "shift.overlaps": {
    zh: "此人在该时间已有其他班次",
    todo: { zh: "先移走原班次。", en: "Take the other shift away first." },
  },
  "shift.during_absence": {
    zh: "此人在该时间休假",
    todo: { zh: "换人或取消假期。", en: "Choose somebody else, or cancel the leave." },
  },
  "shift.has_begun": {
    zh: "班次已开始，已上的班不再更改",
    todo: { zh: "只改未开始的班次。", en: "Change only what has not begun." },
  },
  "shift.too_old": {
    zh: "结束超过 35 天的班次不再录入",
    todo: { zh: "不再录入。", en: "It is not entered any more." },
  },
  "shift.of_other_person": {
    zh: "班次属于他人，可以换班",
    todo: { zh: "提出换班。", en: "Offer an exchange." },
  },
  "rota.full": {
    zh: "一个人不保留这么多未来班次，请稍后录入",
    todo: { zh: "稍后再录入。", en: "Enter them later." },
  },
  "absence.not_found": {
    zh: "没有这条请假",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "absence.dates_wrong": {
    zh: "请假须先开始后结束、尚未结束、且不超过一年",
    todo: { zh: "改正日期。", en: "Mend the dates." },
  },
  "absence.overlaps": {
    zh: "此人在该时间已申请其他假期",
    todo: { zh: "改日期，或撤回另一条。", en: "Change the dates, or withdraw the other one." },
  },
  "absence.meets_shifts": {
    zh: "此人在该时间已排班；请先移走班次，或由批准时处理",
    todo: { zh: "先移走班次。", en: "Take the shifts out first." },
  },
  "absence.decided": { zh: "此请假已决定", todo: { zh: "查看结果。", en: "See how it was decided." } },
  "absence.own": { zh: "不能审批自己的请假", todo: { zh: "请他人审批。", en: "Ask somebody else." } },
  "swap.not_found": {
    zh: "没有这条换班",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "swap.with_self": { zh: "换班须有两个人", todo: { zh: "选另一位同事。", en: "Choose somebody else." } },
  "swap.not_theirs": {
    zh: "只有被邀请人可答复，只有提出人可撤回",
    todo: { zh: "请当事人操作。", en: "Ask the person whose turn it is." },
  },
  "swap.settled": { zh: "换班已不在该步骤", todo: { zh: "读取它的状态。", en: "See its state." } },
  "swap.own": { zh: "不能批准自己的换班", todo: { zh: "请他人批准。", en: "Ask somebody else." } },
  "swap.shift_gone": {
    zh: "其中一个班次已不在排班中，或已开始",
    todo: { zh: "重新选择班次。", en: "Choose other shifts." },
  },
  "swap.team_not_theirs": {
    zh: "双方须属于所接班次的班组",
    todo: { zh: "选同班组的同事。", en: "Choose somebody of the same team." },
  },
  "note.not_found": {
    zh: "没有这份交接班记录",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "note.point_unknown": {
    zh: "有一项不在班组表单中",
    todo: { zh: "按班组的表单填写。", en: "Fill in the team's own form." },
  },
  "note.lacks_points": {
    zh: "有一项没有写全须交接的内容",
    todo: { zh: "补齐所有必填点。", en: "Answer every point that must be handed over." },
  },
  "note.guest_unknown": {
    zh: "本项目不认识这位客人",
    todo: {
      zh: "检查编号；不认识的客人请勿填写编号。",
      en: "Check the id; about a guest whom the property does not know, leave it out.",
    },
  },
  "note.of_other_team": {
    zh: "只有本班组人员或其负责人可写、可接班",
    todo: { zh: "请该班组处理。", en: "Ask somebody of that team." },
  },
  "note.own": { zh: "不能接自己的班", todo: { zh: "请接班人确认。", en: "Ask whoever takes over." } },
  "note.confirmed": { zh: "已有人接班", todo: { zh: "无需再做。", en: "There is nothing left to do." } },
  "round.not_found": {
    zh: "当天没有此巡检",
    todo: { zh: "查看当天的巡检表。", en: "See the checklist of that day." },
  },
  "checklist.day_signed_off": {
    zh: "该班组当日已由他人签核",
    todo: { zh: "无需再签；`signedBy` 是签核人。", en: "There is nothing left to sign; `signedBy` did." },
  },
  "round.done": { zh: "此巡检已有人签", todo: { zh: "无需再做。", en: "There is nothing left to do." } },
  "round.not_due": { zh: "巡检时间未到", todo: { zh: "到时再签。", en: "Sign it when it is due." } },
  "checklist.day_not_over": {
    zh: "班组仍有可按时完成的巡检",
    todo: { zh: "完成后再签整天。", en: "Do them first." },
  },
};

import type { ProblemWords } from "../problem-language.ts";

/** What workforce about teams, staff and duty may answer. */
export const workforceProblems: ProblemWords = {
  "team.of_other_property": {
    zh: "班组不能换项目，请在那里另建",
    todo: { zh: "在另一项目新建班组。", en: "Make another team there." },
  },
  "team.has_members": {
    zh: "此班组仍有成员",
    todo: { zh: "先把成员调到其他班组。", en: "Move its members to other teams first." },
  },
  "team.has_tickets": {
    zh: "班组仍有等待或处理中的工单，请先移交",
    todo: { zh: "先移交这些工单。", en: "Hand the tickets over first." },
  },
  "staff.has_left": {
    zh: "此人已离职",
    todo: { zh: "换一位在职人员。", en: "Choose somebody who works here." },
  },
  "staff.team_unknown": {
    zh: "所属项目没有这个班组",
    todo: { zh: "检查 `teamIds`。", en: "Check `teamIds`." },
  },
  "staff.department_unknown": {
    zh: "所属项目没有此部门的班组",
    todo: { zh: "检查 `departmentId`。", en: "Check `departmentId`." },
  },
  "staff.role_forbidden": {
    zh: "只有管理员可设置或取消管理员和集成账号",
    todo: { zh: "请管理员处理。", en: "Ask an admin." },
  },
  "staff.limit_own": {
    zh: "本人的权限额度须由他人设定",
    todo: { zh: "请上级设定。", en: "Ask a superior." },
  },
  "staff.number_taken": {
    zh: "该项目已有此工号的人员",
    todo: { zh: "换一个工号。", en: "Give another number." },
  },
  "staff.supervisor_left": {
    zh: "所报上级已离职（supervisorId）",
    todo: { zh: "换一位在职的上级。", en: "Name somebody who works here." },
  },
  "duty.successor_missing": {
    zh: "班组没有其他人在岗：请等接班人，或请主管放行",
    todo: { zh: "等接班人，或请主管操作。", en: "Wait for somebody, or ask a supervisor." },
  },
  "duty.of_others_forbidden": {
    zh: "只有主管或经理可更改他人的在岗状态",
    todo: { zh: "请主管处理。", en: "Ask a supervisor." },
  },
  "import.repeated": {
    zh: "同一编号在本文件前面已出现",
    todo: { zh: "每个编号只写一次。", en: "Say each thing once." },
  },
  "staff.supervises_self": {
    zh: "不能向自己汇报",
    todo: { zh: "填另一位上级。", en: "Name somebody else." },
  },
  "duty.on_leave": {
    zh: "此人正在休假，请先取消剩余假期",
    todo: { zh: "先取消剩余假期。", en: "Cancel the rest of the leave first." },
  },
  "substitute.unfit": {
    zh: "代班人不在此处、已离职、届时不在，或是同一人",
    todo: { zh: "换一位代班人。", en: "Choose another substitute." },
  },
};

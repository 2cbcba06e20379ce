import { ticketEscalationAcknowledged, ticketRecategorised } from "@shouwen/contracts/events/ticket";
import { slaTargetRecalculated, ticketReplyPromised } from "@shouwen/contracts/events/ticket-promises";
import {
  ticketLinked,
  ticketMerged,
  ticketReinspected,
  ticketSubTaskAdded,
  ticketSubTaskDone,
  ticketSubTaskOverdue,
  ticketUnmerged,
  ticketViolationNoticeServed,
} from "@shouwen/contracts/events/ticket-sub-tasks";
import { kinds, targets, term } from "../terms.ts";
import { minor, said, type Wording, who, wordsFor } from "./said.ts";

/** What belongs to a ticket, what it is to others, and what it turned out to be. */
export const subTaskWords: readonly [string, Wording][] = [
  wordsFor(ticketEscalationAcknowledged, ({ by }, names) => {
    const actor = who(names, by);
    return said(`${actor.zh}已接手升级事项`, `${actor.en} took the escalation over`, "good");
  }),
  wordsFor(ticketRecategorised, ({ kind, by }, names) => {
    const [what, actor] = [term(kinds, kind), who(names, by)];
    return said(`${actor.zh}将类型改为${what.zh}`, `${actor.en} found it to be: ${what.en.toLowerCase()}`);
  }),
  wordsFor(ticketSubTaskAdded, ({ title }) => ({
    ...minor("新增子任务", "A piece of work was added"),
    detail: title,
  })),
  wordsFor(ticketSubTaskDone, ({ outcome }) =>
    outcome === "done"
      ? minor("子任务已完成", "A piece of work is done", "good")
      : minor("子任务无需处理", "A piece of work is not needed"),
  ),
  wordsFor(ticketSubTaskOverdue, ({ responsibleId }, names) => {
    const responsible = who(names, responsibleId);
    return said(
      `子任务已超时，责任人：${responsible.zh}`,
      `A piece of work is overdue; ${responsible.en} answers for it`,
      "bad",
    );
  }),
  wordsFor(ticketLinked, ({ isLinked }) =>
    isLinked
      ? minor("已关联其他工单", "Linked to another ticket")
      : minor("已取消关联", "A link was taken away"),
  ),
  wordsFor(ticketMerged, () => said("已并入其他工单", "Goes on in another ticket")),
  wordsFor(ticketUnmerged, () => said("已恢复为独立工单", "Stands on its own again")),
  wordsFor(ticketViolationNoticeServed, ({ repeat }) =>
    repeat > 0
      ? said(`已下发整改通知书（此前 ${repeat} 次）`, `A notice was served; it had ${repeat} before`, "warn")
      : said("已下发整改通知书", "A notice was served", "warn"),
  ),
  wordsFor(ticketReinspected, ({ passed }) =>
    passed
      ? said("复查合格", "Looked at again: it was put right", "good")
      : said("复查不合格", "Looked at again: it was not put right", "bad"),
  ),
  wordsFor(ticketReplyPromised, ({ by }, names) => {
    const actor = who(names, by);
    return said(`${actor.zh}与顾客约定了答复时间`, `${actor.en} told the customer by when they hear more`);
  }),
  wordsFor(slaTargetRecalculated, ({ target, by }, names) => {
    const [what, actor] = [term(targets, target), who(names, by)];
    return said(`${actor.zh}按新规则重算：${what.zh}`, `${actor.en} put it under new rules: ${what.en}`);
  }),
];

import {
  slaTargetBreached,
  slaTargetMet,
  ticketCancelled,
  ticketClosed,
  ticketEscalated,
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketOwnerHandOverOffered,
  ticketReopened,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import { both } from "../both.ts";
import { closings, escalationReasons, kinds, levels, ownerReasons, targets, term } from "../terms.ts";
import { minor, said, type Wording, who, wordsFor } from "./said.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

const howLate = (ms: number) => {
  const [amount, zh, en] = ms < minuteMs ? [ms / secondMs, "秒", "s"] : [ms / minuteMs, "分钟", "min"];
  const rounded = Math.max(1, Math.round(amount as number));
  return both(`${rounded} ${zh}`, `${rounded} ${en}`);
};

/** The life of a ticket, who owns it, and which promises were kept. */
export const ticketWords: readonly [string, Wording][] = [
  wordsFor(ticketOpened, ({ kind, summary, place }) => {
    const what = term(kinds, kind);
    const detail = [summary, place].filter(Boolean).join(" · ");
    return { ...minor(`已开工单：${what.zh}`, `Ticket opened: ${what.en.toLowerCase()}`), detail };
  }),
  wordsFor(ticketOwnerAssigned, ({ ownerId, reason }, names) => {
    const owner = who(names, ownerId);
    const why = term(ownerReasons, reason);
    return said(`首问责任人：${owner.zh}（${why.zh}）`, `Owner assigned: ${owner.en}, ${why.en}`);
  }),
  wordsFor(ticketOwnerHandOverOffered, ({ toStaffId }, names) => {
    const to = who(names, toStaffId);
    return said(`拟将首问责任移交给${to.zh}`, `Ownership offered to ${to.en}`);
  }),
  wordsFor(ticketOwnerHandedOver, ({ ownerId, fromStaffId }, names) => {
    const [from, to] = [who(names, fromStaffId), who(names, ownerId)];
    return said(`首问责任人由${from.zh}变更为${to.zh}`, `Ownership passed from ${from.en} to ${to.en}`);
  }),
  wordsFor(ticketEscalated, ({ level, nature, reason }) => {
    const to = levels[level] ?? both(`${level} 级`, `level ${level}`);
    const why = term(escalationReasons, reason);
    return nature === "functional"
      ? said(`请求更专业的支援（${why.zh}）`, `More skill called in: ${why.en}`, "warn")
      : said(`已升级至${to.zh}（${why.zh}）`, `Escalated to the ${to.en}: ${why.en}`, "warn");
  }),
  wordsFor(ticketResolved, ({ by }, names) => {
    const handler = who(names, by);
    return said(
      `${handler.zh}已处理完毕，待客户确认`,
      `Resolved by ${handler.en}; now the customer is asked`,
      "good",
    );
  }),
  wordsFor(ticketReopened, ({ reopening, reason }) => {
    const again = reopening > 1 ? both(`（第 ${reopening} 次）`, ` (no. ${reopening})`) : both("", "");
    return reason === "dissatisfied"
      ? said(
          `客户不满意，工单重新打开${again.zh}`,
          `Reopened: the customer is dissatisfied${again.en}`,
          "bad",
        )
      : said(`工单重新打开${again.zh}`, `Reopened${again.en}`, "warn");
  }),
  wordsFor(ticketClosed, ({ reason }) => {
    const why = term(closings, reason);
    return said(`工单已关闭：${why.zh}`, `Closed: ${why.en}`, "good");
  }),
  wordsFor(ticketCancelled, () => said("工单已撤销", "Ticket withdrawn")),
  wordsFor(slaTargetBreached, ({ target, responsibleId }, names) => {
    const what = term(targets, target);
    if (responsibleId === null)
      return said(`${what.zh}已超时，尚无责任人`, `Overdue: ${what.en}; nobody answers for it yet`, "bad");
    const owner = who(names, responsibleId);
    return said(
      `${what.zh}已超时，责任人：${owner.zh}`,
      `Overdue: ${what.en}; ${owner.en} answers for it`,
      "bad",
    );
  }),
  wordsFor(slaTargetMet, ({ target, lateMs }) => {
    const what = term(targets, target);
    if (lateMs === 0) return minor(`${what.zh}按时完成`, `In time: ${what.en}`, "good");
    const late = howLate(lateMs);
    return said(`${what.zh}迟到 ${late.zh}完成`, `Late by ${late.en}: ${what.en}`, "warn");
  }),
];

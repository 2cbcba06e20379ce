import {
  ticketAccepted,
  ticketDeclined,
  ticketHandedOver,
  ticketHandOverOffered,
  ticketNoteAdded,
  ticketOffered,
  ticketPaused,
  ticketQueued,
  ticketReprioritised,
  ticketResumed,
  ticketStarted,
} from "@shouwen/contracts/events/ticket";
import { ticketCustomerWrote } from "@shouwen/contracts/events/ticket-words";
import { priorityOf } from "@shouwen/contracts/priority";
import { both } from "../both.ts";
import { priorities, term, waitingFor } from "../terms.ts";
import { minor, said, type Wording, who, wordsFor } from "./said.ts";

/** Who works on a ticket, and how it goes on. */
export const workWords: readonly [string, Wording][] = [
  wordsFor(ticketQueued, ({ teamId }, names) => {
    const team = names.team(teamId) ?? both("班组", "a team");
    return minor(`进入${team.zh}待派队列`, `Waits for somebody of ${team.en}`);
  }),
  wordsFor(ticketOffered, ({ toStaffId }, names) => {
    const to = who(names, toStaffId);
    return said(`已派给${to.zh}，待接单`, `Offered to ${to.en}`);
  }),
  wordsFor(ticketDeclined, ({ staffId, reason }, names) => {
    const by = who(names, staffId);
    return reason === "declined"
      ? said(`${by.zh}未接单，另派他人`, `${by.en} declined; somebody else is asked`, "warn")
      : said(`${by.zh}未在时限内接单`, `${by.en} did not answer in time`, "warn");
  }),
  wordsFor(ticketAccepted, ({ handlerId }, names) => {
    const by = who(names, handlerId);
    return said(`${by.zh}已接单`, `${by.en} took it`);
  }),
  wordsFor(ticketStarted, ({ by, handlerId }, names) => {
    const worker = who(names, by ?? handlerId);
    return said(`${worker.zh}开始处理`, `${worker.en} began to work on it`);
  }),
  wordsFor(ticketPaused, ({ reason }) => {
    const what = term(waitingFor, reason);
    return said(`暂停处理，等待${what.zh}`, `Waiting for ${what.en}`);
  }),
  wordsFor(ticketResumed, ({ by, handlerId }, names) => {
    const worker = who(names, by ?? handlerId);
    return minor(`${worker.zh}继续处理`, `${worker.en} goes on with it`);
  }),
  wordsFor(ticketReprioritised, ({ by, ...ticket }, names) => {
    const [what, actor] = [term(priorities, priorityOf(ticket)), who(names, by)];
    return said(`${actor.zh}将优先级定为${what.zh}`, `${actor.en} set its priority to ${what.en}`);
  }),
  wordsFor(ticketHandOverOffered, ({ toStaffId }, names) => {
    const to = who(names, toStaffId);
    return said(`拟移交给${to.zh}处理`, `Work offered to ${to.en}`);
  }),
  wordsFor(ticketHandedOver, ({ fromStaffId, handlerId }, names) => {
    const [from, to] = [who(names, fromStaffId), who(names, handlerId)];
    return said(`处理人由${from.zh}变更为${to.zh}`, `Work passed from ${from.en} to ${to.en}`);
  }),
  wordsFor(ticketNoteAdded, ({ by }, names) => {
    const writer = who(names, by);
    return minor(`${writer.zh}添加了备注`, `${writer.en} wrote a note`);
  }),
  wordsFor(ticketCustomerWrote, () =>
    said("客户就此工单来信", "The customer wrote about it; its owner is told", "new"),
  ),
];

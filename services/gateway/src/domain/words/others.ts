import { ledgerEntryPosted, ledgerEntryReversed } from "@shouwen/contracts/events/ledger";
import { requestReceived } from "@shouwen/contracts/events/request";
import { staffCameOnDuty, staffLeft, staffWentOffDuty } from "@shouwen/contracts/events/workforce";
import { isEmergency, priorityOf } from "@shouwen/contracts/priority";
import { type Both, both, type Names } from "../both.ts";
import { channels, kinds, term } from "../terms.ts";
import { minor, said, type Wording, who, wordsFor } from "./said.ts";

const signed = (points: number): string => (points > 0 ? `+${points}` : String(points));

const accountName = (names: Names, account: string): Both =>
  names.staff(account) ?? names.team(account) ?? names.property(account) ?? both("账户", "an account");

/** Requests, scores, and who is at work. */
export const otherWords: readonly [string, Wording][] = [
  wordsFor(requestReceived, ({ summary, place, kind, channel, ...request }) => {
    const [what, how] = [term(kinds, kind), term(channels, channel)];
    const tone = isEmergency({ kind, priority: priorityOf(request) }) ? "bad" : "new";
    const detail = [summary, place].filter(Boolean).join(" · ");
    return { ...said(`收到${what.zh}（${how.zh}）`, `${what.en} received (${how.en})`, tone), detail };
  }),
  wordsFor(ledgerEntryPosted, ({ account, points }, names) => {
    const whose = accountName(names, account);
    return minor(`计分：${whose.zh} ${signed(points)}`, `Scored: ${whose.en} ${signed(points)}`);
  }),
  wordsFor(ledgerEntryReversed, ({ account, points }, names) => {
    const whose = accountName(names, account);
    return minor(`计分冲正：${whose.zh} ${signed(points)}`, `Score corrected: ${whose.en} ${signed(points)}`);
  }),
  wordsFor(staffCameOnDuty, ({ staffId }, names) => {
    const person = who(names, staffId);
    return minor(`${person.zh}上岗`, `${person.en} came on duty`);
  }),
  wordsFor(staffWentOffDuty, ({ staffId }, names) => {
    const person = who(names, staffId);
    return minor(`${person.zh}下班`, `${person.en} went off duty`);
  }),
  wordsFor(staffLeft, ({ staffId }, names) => {
    const person = who(names, staffId);
    return minor(`${person.zh}离职`, `${person.en} left the company`);
  }),
];

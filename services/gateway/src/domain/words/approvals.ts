import {
  approvalDelegated,
  approvalGranted,
  approvalOverdue,
  approvalRefused,
  approvalRequested,
  approvalStepDecided,
  approvalWithdrawn,
} from "@shouwen/contracts/events/approval";
import { remedyGranted, remedyRefused } from "@shouwen/contracts/events/remedy";
import { minor, said, type Wording, who, wordsFor } from "./said.ts";

const amountOf = ({ amountMinor, currency }: { amountMinor: number; currency: string }): string =>
  `${currency} ${(amountMinor / 100).toFixed(2)}`;

/** What somebody must allow, and what customers are given. */
export const approvalWords: readonly [string, Wording][] = [
  wordsFor(approvalRequested, ({ requestedBy, amount }, names) => {
    const asker = who(names, requestedBy);
    const what = amount === null ? "" : ` ${amountOf(amount)}`;
    return said(`${asker.zh}申请审批${what}`, `${asker.en} asked for an approval${what}`);
  }),
  wordsFor(approvalStepDecided, ({ by, decision }, names) => {
    const actor = who(names, by);
    return decision === "approved"
      ? minor(`${actor.zh}已同意`, `${actor.en} agreed`, "good")
      : minor(`${actor.zh}不同意`, `${actor.en} said no`, "warn");
  }),
  wordsFor(approvalDelegated, ({ fromStaffId, toStaffId }, names) => {
    const [from, to] = [who(names, fromStaffId), who(names, toStaffId)];
    return minor(`${from.zh}委托${to.zh}审批`, `${from.en} lets ${to.en} decide`);
  }),
  wordsFor(approvalOverdue, () => said("审批已超时", "An approval is overdue", "bad")),
  wordsFor(approvalGranted, () => said("审批通过", "Approved", "good")),
  wordsFor(approvalRefused, () => said("审批未通过", "Not approved", "warn")),
  wordsFor(approvalWithdrawn, ({ by }, names) => {
    const actor = who(names, by);
    return said(`${actor.zh}已撤回审批`, `${actor.en} withdrew an approval`);
  }),
  wordsFor(remedyGranted, ({ value, by }, names) => {
    const actor = who(names, by);
    return said(
      `给予客户补救：${amountOf(value)}（${actor.zh}）`,
      `The customer is given ${amountOf(value)} (${actor.en})`,
      "good",
    );
  }),
  wordsFor(remedyRefused, ({ value }) =>
    said(`补救未获批准：${amountOf(value)}`, `Not allowed to give ${amountOf(value)}`, "warn"),
  ),
];

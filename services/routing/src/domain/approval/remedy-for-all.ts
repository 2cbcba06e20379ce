import type { Money } from "@shouwen/contracts/values";
import type { ApprovalState } from "./approval.ts";

/** Somebody whom an incident affected. */
export type Affected = { readonly ticketId: string; readonly profileId: string | null };

/** Whom a ticket is of; who is anonymous counts by their ticket. */
export const customerBehind = ({ profileId, ticketId }: Affected): string => profileId ?? ticketId;

/** Each customer once, however often they asked. */
export const eachCustomer = (children: readonly Affected[]): Affected[] => [
  ...new Map(children.map((child) => [customerBehind(child), child])).values(),
];

/** What it costs to give everybody the same. */
export const totalFor = (value: Money, customers: number): Money => ({
  ...value,
  amountMinor: value.amountMinor * customers,
});

/** Whether an approval allows it: granted, for this ticket, in this currency, for as much or more, and for nothing else. */
export const allows = (approval: ApprovalState, ticketId: string, total: Money): boolean =>
  approval.status === "granted" &&
  approval.ticketId === ticketId &&
  approval.remedy === null &&
  approval.amount?.currency === total.currency &&
  approval.amount.amountMinor >= total.amountMinor;

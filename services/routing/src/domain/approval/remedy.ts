import type { DataOf, FactOf } from "@shouwen/contracts/define-event";
import { remedyGranted, remedyRefused } from "@shouwen/contracts/events/remedy";
import type { Role } from "@shouwen/contracts/events/workforce";
import { ownValue } from "@shouwen/contracts/own-value";
import type { Money } from "@shouwen/contracts/values";
import type { Staff } from "../assignment/choose-owner.ts";
import type { RemedyLimits } from "./approval-flows.ts";

/** What a customer is to be given. */
export type ProposedRemedy = Pick<
  DataOf<typeof remedyGranted>,
  "remedyId" | "propertyId" | "ticketId" | "profileId" | "kind" | "value" | "incidentId"
>;

/** What somebody wants to give and others have to allow first. */
export type PendingRemedy = Pick<ProposedRemedy, "remedyId" | "kind" | "value"> & {
  readonly status: "awaits_approval";
  readonly approvalId: string;
};

export type RemedyState =
  | { readonly status: "unknown" }
  | (Omit<DataOf<typeof remedyGranted>, "at"> & {
      readonly status: "granted" | "refused";
      readonly at: string;
    });

export const unknownRemedy: RemedyState = { status: "unknown" };

export type RemedyFact = FactOf<typeof remedyGranted | typeof remedyRefused>;

/** What a remedy is after its event; it has one. */
export const evolveRemedy = (_state: RemedyState, event: RemedyFact): RemedyState => {
  return { ...event.data, status: event.type === "remedy.granted.v1" ? "granted" : "refused" };
};

/**
 * What somebody may grant for one ticket by themselves: their own limit; without one the most that one of their roles
 * may. Nothing in a currency in which no limit is set.
 */
export const limitOf = (
  { limits }: RemedyLimits,
  { roles, staff }: { roles: readonly Role[]; staff: Pick<Staff, "remedyLimit"> | undefined },
  currency: string,
): number => {
  const own = staff?.remedyLimit;
  const ofRoles = roles.flatMap((role) => ownValue(limits, role) ?? []);
  const counting = own == null ? ofRoles : [own];
  return Math.max(
    0,
    ...counting.filter((one) => one.currency === currency).map(({ amountMinor }) => amountMinor),
  );
};

/** Whether somebody may grant it at once, after what they have granted for the ticket already. */
export const isWithinLimit = (limitMinor: number, value: Money, grantedMinor: number): boolean =>
  grantedMinor + value.amountMinor <= limitMinor;

type Give = { readonly proposal: ProposedRemedy; readonly approvalId: string | null; readonly by: string };

/** The customer is given it, once. */
export const grantRemedy = (
  { proposal, approvalId, by }: Give,
  state: RemedyState,
  now: string,
): RemedyFact[] =>
  state.status === "unknown" ? [remedyGranted.of({ ...proposal, approvalId, by, at: now })] : [];

/** It was not allowed. */
export const refuseRemedy = (
  { proposal, approvalId, by }: Give,
  state: RemedyState,
  now: string,
): RemedyFact[] =>
  state.status === "unknown" ? [remedyRefused.of({ ...proposal, approvalId, by, at: now })] : [];

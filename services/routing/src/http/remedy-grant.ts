import { remedyKind } from "@shouwen/contracts/events/remedy";
import { type Money, money } from "@shouwen/contracts/values";
import type { Person } from "@shouwen/service-kit/auth";
import type { Command, Handle } from "@shouwen/service-kit/decision";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { ApprovalFact, ApprovalState } from "../domain/approval/approval.ts";
import type { ApprovalsPolicy, RemedyLimits } from "../domain/approval/approval-flows.ts";
import {
  isWithinLimit,
  limitOf,
  type PendingRemedy,
  type ProposedRemedy,
  type RemedyState,
} from "../domain/approval/remedy.ts";
import type { Affected } from "../domain/approval/remedy-for-all.ts";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import { remedyKindUnknown, ticketNotFound } from "../domain/rejections.ts";
import type { Ticket } from "../domain/ticket/ticket.ts";
import type { SeenTicket } from "../domain/ticket/ticket-lists.ts";

/** What somebody gave within their own limit: how often, and the sum in the smallest unit of a currency. */
type Granted = { readonly times: number; readonly sumMinor: number };

type Granting = {
  readonly proposals: readonly ProposedRemedy[];
  readonly approvalId: string | null;
  readonly knowing: { readonly what: string; readonly is: string };
};

export type RemedySources = {
  readonly now: () => string;
  readonly handleApproval: Handle<ApprovalState, ApprovalFact>;
  findTicket(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  remedies(person: Person, ticketId: string): Promise<readonly RemedyState[]>;
  pending(person: Person, ticketId: string): Promise<readonly PendingRemedy[]>;
  /** The remedy of a command. Throws `keyReused` when the command said something else before. */
  remedy(remedyId: string, command: Command): Promise<RemedyState>;
  approval(approvalId: string): Promise<ApprovalState>;
  childrenOf(ticketId: string): Promise<readonly Affected[]>;
  /** The customers whom an incident gave something already. */
  givenToAll(ticketId: string): Promise<ReadonlySet<string>>;
  /** Which of some remedies were granted. */
  grantedAmong(remedyIds: readonly string[]): Promise<readonly string[]>;
  grantedFor(about: { ticketIds: readonly string[]; by: string; currency: string }): Promise<Granted>;
  /** Whether an approval was used for a remedy already. */
  isUsed(approvalId: string): Promise<boolean>;
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  staff(staffId: string): Promise<Staff | undefined>;
  limits(): Promise<PolicySet<RemedyLimits>>;
  flows(): Promise<PolicySet<ApprovalsPolicy>>;
  grant(granting: Granting, command: Command): Promise<boolean>;
  untilGranted(attempt: () => Promise<boolean>): Promise<void>;
};

/** What is given, as it is asked for. */
export const givenBody = { kind: remedyKind, value: money.describe("What each customer is given") };

/** The ticket, where the person may see it. */
export const liveTicket = async (sources: RemedySources, person: Person, id: string): Promise<SeenTicket> => {
  const found = await sources.findTicket(person, id);
  if (!found) throw ticketNotFound();
  return found;
};

/** Something may be given for a ticket that was not withdrawn and did not go on in another one. */
export const notWithdrawn = [
  "queued",
  "offered",
  "accepted",
  "in_progress",
  "waiting",
  "resolved",
  "closed",
] as const;

/** Something that somebody wants to give by one command. */
export type RemedyGrant = {
  readonly sources: RemedySources;
  readonly person: Person;
  readonly command: Command;
  readonly ticket: Ticket;
  readonly proposal: ProposedRemedy;
};

type Body = { readonly kind: ProposedRemedy["kind"]; readonly value: Money };

/** What the customer of a ticket is to be given. */
export const proposalFor = (
  { propertyId, ticketId: id, profileId }: Ticket,
  remedyId: string,
  body: Body,
): ProposedRemedy => ({
  remedyId,
  propertyId,
  ticketId: id,
  profileId,
  ...body,
});

/** The rules for it, which know what may be given here. */
export const rulesOf = async ({ sources, proposal }: RemedyGrant): Promise<RemedyLimits> => {
  const rules = (await sources.limits()).inForce(proposal.propertyId, sources.now()).body;
  if (!rules.kinds.includes(proposal.kind)) throw remedyKindUnknown({ known: rules.kinds });
  return rules;
};

/** What the same person gave for some tickets by themselves. */
export const grantedSoFar = (
  { sources, person, proposal }: RemedyGrant,
  ticketIds: readonly string[],
): Promise<Granted> => sources.grantedFor({ ticketIds, by: person.id, currency: proposal.value.currency });

/** Two who knew the same of what was given cannot both add to it. */
export const knowingOf = (
  { person, proposal }: RemedyGrant,
  about: string,
  { times, sumMinor }: Granted,
) => ({
  what: `/limits/${about}/${person.id}`,
  is: `granted ${proposal.value.currency} ${sumMinor} in ${times}`,
});

/** What the person may give by themselves, in the smallest unit. */
export const limitFor = async (
  { sources, person, proposal }: RemedyGrant,
  rules: RemedyLimits,
): Promise<number> =>
  limitOf(rules, { roles: person.roles, staff: await sources.staff(person.id) }, proposal.value.currency);

/** Whether the person may give it by themselves, after what they gave before. */
export const isAllowed = async (
  remedyGrant: RemedyGrant,
  rules: RemedyLimits,
  { value, known }: { value: Money; known: Granted },
): Promise<boolean> => isWithinLimit(await limitFor(remedyGrant, rules), value, known.sumMinor);

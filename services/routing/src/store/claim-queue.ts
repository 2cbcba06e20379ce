import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { wasHandledBefore } from "@shouwen/event-bus/database";
import { type Decided, decideMany, type ManyOutcome } from "@shouwen/event-bus/shell";
import type { Command } from "@shouwen/service-kit/decision";
import { type Committed, type GroupCommit, groupCommit } from "@shouwen/service-kit/group-commit";
import { thenWaitForApproval } from "../domain/approval/approval-wait.ts";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import { shareOut } from "../domain/assignment/claim-ticket.ts";
import type { Claimed, Claim as ClaimWith } from "../domain/assignment/claims.ts";
import { type Candidate, type Load, noLoad } from "../domain/assignment/offer-ticket.ts";
import { claimedBefore } from "../domain/rejections.ts";
import type { Ticket, TicketState } from "../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";
import { acceptTicket } from "../domain/ticket/work-on-ticket.ts";

type Claim = ClaimWith<Command>;

type Desk = {
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  readonly queue: {
    claimable(teamId: string, limit: number): Promise<readonly string[]>;
    loads(staffIds: readonly string[]): Promise<ReadonlyMap<string, Load>>;
  };
  /** Which of some tickets still wait for an approval. */
  openApprovals(ticketIds: readonly string[]): Promise<ReadonlySet<string>>;
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
};

/** Beyond those who ask: some of the longest waiting may need what none of them can. */
const spare = 50;

/**
 * Hands out the next tickets of queues. Claims that arrive while others are being saved are served together, the least
 * busy first, in one statement; a ticket that somebody else took meanwhile, in another replica, stays with them.
 */
export const openClaimQueue = (desk: Desk): GroupCommit<Claim, Claimed> =>
  groupCommit({
    inFlight: 1,
    commit: async (claims) => {
      try {
        return await serve(desk, claims);
      } catch (error) {
        // One that was carried out before takes its batch with it; then each comes again alone, and this says which.
        if (claims.length > 1 || !wasHandledBefore(error)) throw error;
        return [{ error: claimedBefore() }];
      }
    },
  });

const serve = async (desk: Desk, claims: readonly Claim[]): Promise<Committed<Claimed>[]> => {
  const answers = new Map<Claim, Committed<Claimed>>();
  const isFirst = new Set(firstOfEach(claims));
  for (const [teamId, ofTeam] of Map.groupBy(isFirst, (claim) => claim.teamId))
    for (const [claim, answer] of await serveTeam(desk, teamId, ofTeam)) answers.set(claim, answer);
  // Somebody who asks twice at one moment gets one ticket and asks again for the other.
  return claims.map((claim) => answers.get(claim) ?? { answer: isFirst.has(claim) ? "nothing" : "lost" });
};

const firstOfEach = (claims: readonly Claim[]): Claim[] => [
  ...new Map(claims.toReversed().map((claim) => [claim.staff.staffId, claim])).values(),
];

const serveTeam = async (
  { tickets, queue, openApprovals, ticketContextOf }: Desk,
  teamId: string,
  claims: readonly Claim[],
): Promise<Map<Claim, Committed<Claimed>>> => {
  const [ids, loads] = await Promise.all([
    queue.claimable(teamId, claims.length + spare),
    queue.loads(claims.map(({ staff }) => staff.staffId)),
  ]);
  const claimOf = new Map<string, Claim>();
  const outcome = await decideMany(tickets, ids, {
    by: "claim tickets",
    // A ticket that somebody else took meanwhile stays with them.
    rounds: 1,
    context: async (things) => {
      const [awaited, ticketContextAt] = await Promise.all([
        openApprovals(ids),
        ticketContextOf(claims[0]?.staff.propertyId ?? ""),
      ]);
      const waiting = ids.flatMap((id) => {
        const state = things.get(id)?.state;
        return state?.status === "queued" ? [state] : [];
      });
      const shares = shareOut(
        waiting,
        claims.map(({ staff }) => candidate(staff, loads)),
      );
      for (const claim of claims) {
        const share = shares.get(claim.staff.staffId);
        if (share) claimOf.set(share.ticketId, claim);
      }
      return { awaited, ticketContextAt };
    },
    decide: ({ id, state }, about) => {
      const claim = claimOf.get(id);
      return claim && takenBy(claim, state as Ticket, about);
    },
  });
  return new Map([...claimOf].map(([ticketId, claim]) => [claim, answerFor(ticketId, outcome)]));
};

const candidate = (staff: Staff, loads: ReadonlyMap<string, Load>): Candidate => ({
  staff,
  load: loads.get(staff.staffId) ?? noLoad,
});

type Taking = {
  readonly now: string;
  readonly context: { readonly awaited: ReadonlySet<string>; readonly ticketContextAt: TicketContextAt };
};

const takenBy = (
  { staff, command: { cause } }: Claim,
  ticket: Ticket,
  { now, context: { awaited, ticketContextAt } }: Taking,
): Decided<TicketFact> => {
  const taken = acceptTicket({ ...staff, id: staff.staffId }, ticket, now);
  const awaitsApproval = awaited.has(ticket.ticketId);
  const { terms } = ticketContextAt(ticket, now);
  const facts = thenWaitForApproval(taken, { awaitsApproval, state: ticket, by: staff.staffId, terms }, now);
  return { facts, cause: { ...cause, correlationId: ticket.requestId } };
};

const answerFor = (ticketId: string, { saved, refused }: ManyOutcome<TicketState>): Committed<Claimed> => {
  const refusal = refused.find(({ id }) => id === ticketId);
  if (refusal) return { error: refusal.rejection };
  const taken = saved.get(ticketId);
  return { answer: taken ? { ticket: taken.state as Ticket, version: taken.version } : "lost" };
};

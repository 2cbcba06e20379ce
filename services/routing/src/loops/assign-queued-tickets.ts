import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Log } from "@shouwen/event-bus/log";
import { type Loop, startLoop } from "@shouwen/event-bus/waker";
import { decideAll } from "../decide-all.ts";
import { assignOwner, type OwnerlessPage, type OwnerlessTicket } from "../domain/assignment/assign-owner.ts";
import { agentsOnDuty, dutyAgentFor, type Staff } from "../domain/assignment/choose-owner.ts";
import {
  type Candidate,
  chooseHandler,
  type Load,
  noLoad,
  offerTicket,
  tellNobodyFits,
} from "../domain/assignment/offer-ticket.ts";
import { resolveChild } from "../domain/ticket/resolve-child.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

/** What the assigner reads. */
export type Assigning = {
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  readonly queue: {
    waitingTeams(): Promise<readonly { teamId: string; propertyId: string }[]>;
    nextOf(teamId: string, limit: number, offset?: number): Promise<readonly string[]>;
    unofferedOf(teamId: string, limit: number): Promise<readonly string[]>;
    loads(staffIds: readonly string[]): Promise<ReadonlyMap<string, Load>>;
    ownerless(page: OwnerlessPage): Promise<readonly OwnerlessTicket[]>;
    childrenToResolve(
      limit: number,
    ): Promise<readonly { ticketId: string; parentId: string; propertyId: string }[]>;
  };
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
  readonly log: Log;
};

const idleMs = 500;
/** Every commit wakes the assigner. At a look a commit it was a quarter of what routing asked of its database. */
const restMs = 50;
const perTurn = 200;
const mostPages = 5;
/** The replica that holds this shard assigns for the whole service: one mind knows everybody's load, so nobody gets two. */
const leaderShard = 0;

/**
 * Offers queued tickets to people who are on duty, fit and free, and gives ownerless tickets an owner as soon as an
 * agent comes on duty. One leader at a time; every offer is saved under the ticket's version, so a leader that was
 * thought dead can do no harm.
 */
export const assignQueuedTickets =
  (assigning: Assigning, onWake: (listener: () => void) => void) =>
  ({ owned }: { owned: () => readonly number[] }): Loop => {
    const nameOwners = ownerNamer(assigning);
    const loop = startLoop({
      idleMs,
      restMs,
      onError: (error) =>
        assigning.log.warn({ error: (error as Error).message }, "tickets not assigned; trying again"),
      turn: async () => {
        if (!owned().includes(leaderShard)) return false;
        const offered = await offerToTeams(assigning);
        const owners = await nameOwners();
        const children = await resolveChildren(assigning);
        return offered || owners || children;
      },
    });
    onWake(loop.wake);
    return loop;
  };

/** One turn over all teams that have a queue. Answers whether a full turn's worth was done, so that there may be more. */
const offerToTeams = async (assigning: Assigning): Promise<boolean> => {
  let more = false;
  for (const { teamId, propertyId } of await assigning.queue.waitingTeams()) {
    const team = (await assigning.staffOf(propertyId)).filter((staff) => staff.teamIds.includes(teamId));
    const candidates = await candidatesOf(assigning, team);
    const room = candidates.reduce(
      (sum, { staff, load }) => sum + Math.max(0, staff.capacity - load.open),
      0,
    );
    const queue = { teamId, ticketContextAt: await assigning.ticketContextOf(propertyId) };
    if (room === 0) await tellOfUnoffered(assigning, queue);
    else more = (await offerNext(assigning, queue, candidates)) === perTurn || more;
  }
  return more;
};

const candidatesOf = async (assigning: Assigning, team: readonly Staff[]): Promise<Candidate[]> => {
  const present = team.filter((staff) => staff.employed && staff.onDuty);
  const loads = await assigning.queue.loads(present.map((staff) => staff.staffId));
  return present.map((staff) => ({
    staff,
    load: loads.get(staff.staffId) ?? noLoad,
  }));
};

type TeamQueue = {
  readonly teamId: string;
  readonly ticketContextAt: TicketContextAt;
};

/** Reads more than there is room for: some of the longest waiting may have been declined by everybody. */
const offerNext = async (
  assigning: Assigning,
  { teamId, ticketContextAt }: TeamQueue,
  candidates: Candidate[],
): Promise<number> => {
  const decide = (state: TicketState, now: string): TicketFact[] => {
    if (state.status !== "queued") return [];
    const chosen = chooseHandler(state, candidates);
    const { escalation, terms } = ticketContextAt(state, now);
    if (!chosen) return tellNobodyFits(escalation, state, now);
    const { acceptWithinMs } = terms.sla.body;
    const facts = offerTicket({ toStaffId: chosen.staffId, acceptWithinMs }, state, now);
    if (facts.length > 0) countOffer(candidates, chosen.staffId, now);
    return facts;
  };
  let offered = 0;
  // Those in front may want what nobody here can do: behind them may be work for who has room.
  for (let page = 0; page < mostPages; page += 1) {
    const ids = await assigning.queue.nextOf(teamId, perTurn, page * perTurn - offered);
    offered += await decideAll(assigning.tickets, { by: "offer queued tickets", ids, decide });
    if (ids.length < perTurn || candidates.every(({ staff, load }) => load.open >= staff.capacity)) break;
  }
  return offered;
};

/** The next choice of this turn must see the last one. */
const countOffer = (candidates: Candidate[], staffId: string, now: string): void => {
  const index = candidates.findIndex(({ staff }) => staff.staffId === staffId);
  const candidate = candidates[index];
  if (candidate)
    candidates[index] = { ...candidate, load: { open: candidate.load.open + 1, idleSince: now } };
};

/** Nobody in the team has room: it is said once for each ticket. */
const tellOfUnoffered = async (
  assigning: Assigning,
  { teamId, ticketContextAt }: TeamQueue,
): Promise<void> => {
  const ids = await assigning.queue.unofferedOf(teamId, perTurn);
  await decideAll(assigning.tickets, {
    by: "tell that nobody fits",
    ids,
    decide: (state, now) =>
      state.status === "unknown" ? [] : tellNobodyFits(ticketContextAt(state, now).escalation, state, now),
  });
};

/**
 * Names owners, a page a turn: where nobody is on duty, the tickets of other properties do not wait behind. Answers whether
 * owners were named and there may be more.
 */
const ownerNamer = (assigning: Assigning) => {
  let after: OwnerlessTicket | null = null;
  return async (): Promise<boolean> => {
    const page = await assigning.queue.ownerless({ after, limit: perTurn });
    after = page.length === perTurn ? (page.at(-1) ?? null) : null;
    let named = 0;
    for (const [propertyId, tickets] of Map.groupBy(page, (ticket) => ticket.propertyId))
      named += await nameOwnersAt(assigning, propertyId, tickets);
    return after !== null && named > 0;
  };
};

const nameOwnersAt = async (
  assigning: Assigning,
  propertyId: string,
  tickets: readonly OwnerlessTicket[],
): Promise<number> => {
  const agents = agentsOnDuty(await assigning.staffOf(propertyId));
  if (agents.length === 0) return 0;
  return decideAll(assigning.tickets, {
    by: "name owners",
    ids: tickets.map(({ ticketId }) => ticketId),
    decide: (state, now) => {
      if (state.status === "unknown" || state.ownerId !== null) return [];
      const agent = dutyAgentFor(state.ticketId, agents);
      return agent ? assignOwner({ ownerId: agent.staffId, reason: "came_on_duty" }, state, now) : [];
    },
  });
};

/** What was resolved for all of an incident is resolved for each of its children. */
const resolveChildren = async (assigning: Assigning): Promise<boolean> => {
  const children = await assigning.queue.childrenToResolve(perTurn);
  if (children.length === 0) return false;
  const parents = await assigning.tickets.read([...new Set(children.map(({ parentId }) => parentId))]);
  let resolved = 0;
  for (const [parentId, ofOne] of Map.groupBy(children, (child) => child.parentId)) {
    const parent = parents.things.get(parentId)?.state;
    const termsAt = await assigning.ticketContextOf(ofOne[0]?.propertyId ?? "");
    if (!parent || parent.status === "unknown") continue;
    const ids = ofOne.map(({ ticketId }) => ticketId);
    resolved += await decideAll(assigning.tickets, {
      by: "resolve children with their parent",
      ids,
      decide: (state, now) =>
        state.status === "unknown"
          ? []
          : resolveChild({ parent, terms: termsAt(state, now).terms }, state, now),
    });
  }
  return resolved === perTurn;
};

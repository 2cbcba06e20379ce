import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Database } from "@shouwen/event-bus/database";
import { decideMany } from "@shouwen/event-bus/shell";
import { type PolicySets, pinnedTerms, termsInForce } from "../domain/clock/pinned-terms.ts";
import { recalculateTargets } from "../domain/clock/recalculate-targets.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";
import { openTicketIds } from "./past-tickets.ts";

/** One promise that comes under other rules. */
export type Recalculated = {
  readonly ticketId: string;
  readonly target: string;
  readonly fromDueAt: string;
  readonly dueAt: string;
  readonly fromPolicyVersion: string;
  readonly policyVersion: string;
  /** It would have been due before now, and breaks at once. */
  readonly breaks: boolean;
};

export type Recalculation = {
  /** False: it was only said what would change. */
  readonly applied: boolean;
  readonly tickets: number;
  readonly changed: number;
  readonly promises: number;
  readonly breaking: number;
  /** Tickets that changed at the same moment; ask again. */
  readonly skipped: number;
  readonly list: readonly Recalculated[];
};

type Proposal = {
  readonly propertyId: string;
  readonly by: string;
  /** Only says what it would change. */
  readonly isDry: boolean;
  readonly listed: number;
};

type Sources = {
  readonly database: Database;
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  terms(): Promise<PolicySets>;
};

const perTurn = 200;

/** Puts the open tickets of a property under the rules in force, or says what that would change. Audited. */
export const recalculate = async (sources: Sources, proposal: Proposal): Promise<Recalculation> => {
  const terms = await sources.terms();
  const list: Recalculated[] = [];
  const sum = { tickets: 0, changed: 0, promises: 0, breaking: 0, skipped: 0 };
  for (let after = ""; ; ) {
    const ids = await openTicketIds(sources.database, { ...proposal, after, limit: perTurn });
    const turn = await oneTurn(sources, proposal, { terms, ids });
    sum.tickets += ids.length;
    sum.changed += turn.changed;
    sum.skipped += turn.skipped;
    sum.promises += turn.promises.length;
    sum.breaking += turn.promises.filter(({ breaks }) => breaks).length;
    list.push(...turn.promises.slice(0, Math.max(0, proposal.listed - list.length)));
    const last = ids.at(-1);
    if (ids.length < perTurn || last === undefined) break;
    after = last;
  }
  if (!proposal.isDry) await audit(sources.database, proposal, sum);
  return { applied: !proposal.isDry, ...sum, list };
};

const oneTurn = async (
  { tickets }: Sources,
  { propertyId, by, isDry }: Proposal,
  { terms, ids }: { terms: PolicySets; ids: readonly string[] },
) => {
  let at = "";
  const { saved, lost } = await decideMany(tickets, ids, {
    by: "recalculate",
    rounds: 1,
    isDry,
    context: async (_things, now) => {
      at = now;
      return termsInForce(terms, propertyId, now);
    },
    decide: ({ state }, { now, context }) => {
      if (state.status === "unknown") return undefined;
      // The ladder stays the one that the ticket is pinned to: its steps are known by their names there.
      const { ladder } = pinnedTerms(terms, state, now);
      return {
        facts: recalculateTargets({ by, terms: { ...context, ladder } }, state, now),
        cause: { actor: by, correlationId: state.requestId },
      };
    },
  });
  return {
    changed: saved.size,
    skipped: lost.length,
    promises: [...saved.values()].flatMap(({ facts }) => facts.map(({ data }) => asLine(data, at))),
  };
};

const asLine = (data: unknown, now: string): Recalculated => {
  const { ticketId, target, fromDueAt, dueAt, fromPolicyVersion, policyVersion } = data as Omit<
    Recalculated,
    "breaks"
  >;
  const breaks = Date.parse(dueAt) <= Date.parse(now);
  return { ticketId, target, fromDueAt, dueAt, fromPolicyVersion, policyVersion, breaks };
};

const audit = async (database: Database, { by, propertyId }: Proposal, sum: object): Promise<void> => {
  await database.query(
    "insert into audit (actor, action, subject, property_id, detail) values ($1, 'policy.recalculate', $2, $2, $3)",
    [by, propertyId, JSON.stringify(sum)],
  );
};

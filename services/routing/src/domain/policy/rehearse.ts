import type { Team } from "../assignment/choose-team.ts";
import { type Pinned, type SlaTerms, targetFrom } from "../clock/sla-targets.ts";
import { routeOf } from "../ticket/open-ticket.ts";
import type { Ticket } from "../ticket/ticket.ts";
import type { RoutingPolicy } from "./policies.ts";

/** Where a ticket would go under rules that are not in force yet, though it would go elsewhere under those that are. */
export type Move = {
  readonly ticketId: string;
  readonly kind: string;
  readonly category: string;
  readonly place: string | null;
  readonly receivedAt: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly ruleId: string | null;
};

export type RoutingRehearsal = {
  readonly tickets: number;
  readonly moved: number;
  /** Tickets that the new rules lead to no team. */
  readonly nowhere: number;
  readonly flows: readonly {
    readonly from: string | null;
    readonly to: string | null;
    readonly count: number;
  }[];
  readonly list: readonly Move[];
};

export const noRouting: RoutingRehearsal = { tickets: 0, moved: 0, nowhere: 0, flows: [], list: [] };

type RoutingTrial = {
  readonly inForce: Pinned<RoutingPolicy>;
  readonly draft: Pinned<RoutingPolicy>;
  readonly teams: readonly Team[];
  readonly timeZone: string;
  /** How many moves are listed; all are counted. */
  readonly listed: number;
};

/** Sends tickets of the past through the rules in force and through a draft, and says which would go elsewhere. */
export const rehearseRouting = (
  so: RoutingRehearsal,
  past: readonly Ticket[],
  { inForce, draft, listed, ...context }: RoutingTrial,
): RoutingRehearsal => {
  const flows = new Map(so.flows.map((flow) => [`${flow.from} ${flow.to}`, flow]));
  const list = [...so.list];
  let { moved, nowhere } = so;
  for (const ticket of past) {
    const from = routeOf(ticket, { ...context, routing: inForce })?.team.teamId ?? null;
    const route = routeOf(ticket, { ...context, routing: draft });
    const to = route?.team.teamId ?? null;
    if (to === null) nowhere += 1;
    if (from === to) continue;
    moved += 1;
    const flow = flows.get(`${from} ${to}`) ?? { from, to, count: 0 };
    flows.set(`${from} ${to}`, { ...flow, count: flow.count + 1 });
    if (list.length < listed) list.push(moveOf(ticket, { from, to, ruleId: route?.rule.id ?? null }));
  }
  const byCount = [...flows.values()].toSorted((a, b) => b.count - a.count);
  return { tickets: so.tickets + past.length, moved, nowhere, flows: byCount, list };
};

const moveOf = (
  { ticketId, kind, category, place, receivedAt }: Ticket,
  way: Pick<Move, "from" | "to" | "ruleId">,
): Move => ({ ticketId, kind, category, place, receivedAt, ...way });

type TargetName = "response" | "resolution";

/** A promise of a past ticket that would have been kept under one set of rules and missed under the other. */
export type Change = {
  readonly ticketId: string;
  readonly target: TargetName;
  readonly kind: string;
  readonly priority: string;
  readonly dueAt: string | null;
  readonly wouldBeDueAt: string | null;
  /** When it was done; null: still open. */
  readonly doneAt: string | null;
  readonly becomes: "missed" | "kept" | "not_promised" | "promised";
};

type Tally = {
  readonly promised: number;
  readonly wouldBePromised: number;
  readonly missed: number;
  readonly wouldBeMissed: number;
  readonly newlyMissed: number;
  readonly newlyKept: number;
  /** Promises whose due moment moves, whether that changes anything or not. */
  readonly movedDue: number;
};

export type SlaRehearsal = {
  readonly tickets: number;
  readonly response: Tally;
  readonly resolution: Tally;
  readonly list: readonly Change[];
};

const noTally: Tally = {
  promised: 0,
  wouldBePromised: 0,
  missed: 0,
  wouldBeMissed: 0,
  newlyMissed: 0,
  newlyKept: 0,
  movedDue: 0,
};
export const noSla: SlaRehearsal = { tickets: 0, response: noTally, resolution: noTally, list: [] };

type SlaTrial = {
  readonly inForce: SlaTerms;
  readonly draft: SlaTerms;
  readonly now: string;
  readonly listed: number;
};

/**
 * Makes the promises of past tickets under the rules in force and under a draft, and compares both with when the work was
 * done: a response by the first touch, a resolution by the first resolution; a record that knows neither by its closing.
 */
export const rehearseSla = (so: SlaRehearsal, past: readonly Ticket[], trial: SlaTrial): SlaRehearsal => {
  const list = [...so.list];
  const tallies = { response: so.response, resolution: so.resolution };
  for (const ticket of past)
    for (const name of ["response", "resolution"] as const) {
      const outcome = outcomeOf(ticket, name, trial);
      tallies[name] = counted(tallies[name], outcome);
      const becomes = becomesOf(outcome);
      if (becomes !== undefined && list.length < trial.listed)
        list.push({ ...changeOf(ticket, name, outcome), becomes });
    }
  return { tickets: so.tickets + past.length, ...tallies, list };
};

type Outcome = {
  readonly dueAt: string | null;
  readonly wouldBeDueAt: string | null;
  readonly doneAt: string | null;
  readonly missed: boolean;
  readonly wouldBeMissed: boolean;
};

const outcomeOf = (ticket: Ticket, name: TargetName, { inForce, draft, now }: SlaTrial): Outcome => {
  const due = (terms: SlaTerms): string | null => {
    const startedAt = ticket[terms.sla.body.startsAt];
    return targetFrom({ name, startedAt, waits: ticket.waits ?? [] }, ticket, terms)[0]?.dueAt ?? null;
  };
  const doneAt = doneAtOf(ticket, name);
  const isMissed = (dueAt: string | null) => dueAt !== null && Date.parse(doneAt ?? now) > Date.parse(dueAt);
  const [dueAt, wouldBeDueAt] = [due(inForce), due(draft)];
  return {
    dueAt,
    wouldBeDueAt,
    doneAt,
    missed: isMissed(dueAt),
    wouldBeMissed: isMissed(wouldBeDueAt),
  };
};

const doneAtOf = ({ figures, resolvedAt, closedAt }: Ticket, name: TargetName): string | null => {
  const resolved = figures?.firstResolvedAt ?? resolvedAt ?? closedAt;
  return name === "response" ? (figures?.firstTouchAt ?? resolved) : resolved;
};

const one = (condition: boolean): number => (condition ? 1 : 0);

const counted = (tally: Tally, { dueAt, wouldBeDueAt, missed, wouldBeMissed }: Outcome): Tally => ({
  promised: tally.promised + one(dueAt !== null),
  wouldBePromised: tally.wouldBePromised + one(wouldBeDueAt !== null),
  missed: tally.missed + one(missed),
  wouldBeMissed: tally.wouldBeMissed + one(wouldBeMissed),
  newlyMissed: tally.newlyMissed + one(wouldBeMissed && !missed),
  newlyKept: tally.newlyKept + one(missed && !wouldBeMissed),
  movedDue: tally.movedDue + one(dueAt !== wouldBeDueAt),
});

const becomesOf = ({
  dueAt,
  wouldBeDueAt,
  missed,
  wouldBeMissed,
}: Outcome): Change["becomes"] | undefined => {
  if (wouldBeDueAt === null) return dueAt === null ? undefined : "not_promised";
  if (dueAt === null) return "promised";
  if (missed === wouldBeMissed) return undefined;
  return wouldBeMissed ? "missed" : "kept";
};

const changeOf = (
  { ticketId, kind, priority }: Ticket,
  target: TargetName,
  { dueAt, wouldBeDueAt, doneAt }: Outcome,
): Omit<Change, "becomes"> => ({ ticketId, target, kind, priority, dueAt, wouldBeDueAt, doneAt });

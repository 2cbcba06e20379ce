import { type AggregateStore, apply, type Pending, pendingFor } from "@shouwen/event-bus/aggregate-store";
import type { Database } from "@shouwen/event-bus/database";
import { pinnedTerms, type TermBooks, termsInForce } from "../domain/clock/pinned-terms.ts";
import { recalculateTargets } from "../domain/clock/promise-again.ts";
import type { Ticket, TicketState } from "../domain/ticket/ticket.ts";
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

type Wish = {
  readonly propertyId: string;
  readonly by: string;
  /** Only says what it would change. */
  readonly isDry: boolean;
  readonly listed: number;
};

type Sources = {
  readonly database: Database;
  readonly tickets: AggregateStore<TicketState>;
  terms(): Promise<TermBooks>;
};

const perTurn = 200;

/** Puts the open tickets of a property under the rules in force, or says what that would change. Audited. */
export const recalculate = async (sources: Sources, wish: Wish): Promise<Recalculation> => {
  const terms = await sources.terms();
  const list: Recalculated[] = [];
  const sum = { tickets: 0, changed: 0, promises: 0, breaking: 0, skipped: 0 };
  for (let after = ""; ; ) {
    const ids = await openTicketIds(sources.database, { ...wish, after, limit: perTurn });
    const turn = await oneTurn(sources, wish, { terms, ids });
    sum.tickets += ids.length;
    sum.changed += turn.changed;
    sum.skipped += turn.skipped;
    sum.promises += turn.promises.length;
    sum.breaking += turn.promises.filter(({ breaks }) => breaks).length;
    list.push(...turn.promises.slice(0, Math.max(0, wish.listed - list.length)));
    const last = ids.at(-1);
    if (ids.length < perTurn || last === undefined) break;
    after = last;
  }
  if (!wish.isDry) await audit(sources.database, wish, sum);
  return { applied: !wish.isDry, ...sum, list };
};

const oneTurn = async (
  { tickets }: Sources,
  { propertyId, by, isDry }: Wish,
  { terms, ids }: { terms: TermBooks; ids: readonly string[] },
) => {
  const { things, now } = await tickets.read(ids);
  const inForce = termsInForce(terms, propertyId, now);
  // The ladder stays the one that the ticket is pinned to: its steps are known by their names there.
  const termsFor = (ticket: Ticket) => ({ ...inForce, ladder: pinnedTerms(terms, ticket, now).ladder });
  const pending = ids.flatMap((id): Pending<TicketState>[] => {
    const loaded = things.get(id);
    if (!loaded || loaded.state.status === "unknown") return [];
    const one = pendingFor(id, loaded);
    const cause = { actor: by, correlationId: loaded.state.requestId };
    apply(tickets.definition, one, {
      facts: recalculateTargets({ by, terms: termsFor(loaded.state) }, loaded.state, now),
      cause,
    });
    return one.facts.length > 0 ? [one] : [];
  });
  const saved = isDry || pending.length === 0 ? undefined : await tickets.save(pending, now);
  const counted = pending.filter(({ id }) => saved === undefined || saved.has(id));
  return {
    changed: counted.length,
    skipped: pending.length - counted.length,
    promises: counted.flatMap(({ facts }) => facts.map(({ fact }) => asLine(fact.data, now))),
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

const audit = async (database: Database, { by, propertyId }: Wish, sum: object): Promise<void> => {
  await database.query(
    "insert into audit (actor, action, subject, property_id, detail) values ($1, 'policy.recalculate', $2, $2, $3)",
    [by, propertyId, JSON.stringify(sum)],
  );
};

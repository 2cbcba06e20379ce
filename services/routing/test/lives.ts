import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import fc from "fast-check";
import { breachTarget } from "../src/domain/clock/breach-target.ts";
import { recalculateTargets } from "../src/domain/clock/recalculate-targets.ts";
import type { SlaTerms } from "../src/domain/clock/sla-targets.ts";
import { slaPolicy } from "../src/domain/policy/policies.ts";
import { reopenTicket, resolveTicket } from "../src/domain/ticket/end-ticket.ts";
import { evolveTicket } from "../src/domain/ticket/evolve-ticket.ts";
import {
  acceptOwnership,
  moveToTeam,
  offerHandOver,
  offerOwnership,
} from "../src/domain/ticket/hand-over.ts";
import { mergeTicket, unmergeTicket } from "../src/domain/ticket/link-tickets.ts";
import { openTicket } from "../src/domain/ticket/open-ticket.ts";
import { promiseReplyBy } from "../src/domain/ticket/promise-reply.ts";
import { reprioritiseTicket } from "../src/domain/ticket/reclassify-ticket.ts";
import { type Ticket, type TicketState, unknownTicket } from "../src/domain/ticket/ticket.ts";
import type { TicketFact } from "../src/domain/ticket/ticket-fact.ts";
import { acceptTicket, pauseTicket, resumeTicket } from "../src/domain/ticket/work-on-ticket.ts";
import { calendars, firstMinute } from "./calendars.ts";
import { aRequest } from "./facts.ts";
import { bruno, context, escalation, lead, maya, staffed, teamed, victor } from "./tickets.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What somebody may do, after so many minutes. What the state does not allow is refused, and nothing happens. */
export type Deed = {
  readonly afterMinutes: number;
  readonly what:
    | "accept"
    | "pause"
    | "pause uncounted"
    | "resume"
    | "hand over"
    | "move"
    | "new owner"
    | "reprioritise"
    | "recalculate"
    | "promise reply"
    | "merge"
    | "unmerge"
    | "resolve"
    | "reopen";
};

const aDeed: fc.Arbitrary<Deed> = fc.record({
  afterMinutes: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 3_000 })),
  what: fc.constantFrom(
    ...(["accept", "pause", "resume", "pause", "resume", "pause uncounted"] as const),
    ...(["hand over", "move", "new owner", "resolve", "reopen"] as const),
    ...(["reprioritise", "recalculate", "promise reply", "merge", "unmerge"] as const),
  ),
});

/** What a life that begins again has behind it: it waited, was resolved, and the customer said no. */
const reopenedOnce: readonly Deed[] = (["accept", "pause", "resume", "resolve", "reopen"] as const).map(
  (what) => ({ what, afterMinutes: 7 }),
);

const someDeeds = fc.array(aDeed, { minLength: 1, maxLength: 14 });

/** A life: in which calendar, when it was received, what was promised, and what was done. */
export const aLife = fc.record({
  calendar: fc.integer({ min: 0, max: calendars.length - 1 }),
  startMinute: fc.integer({ min: 0, max: 2 * 7 * 24 * 60 }),
  responseMinutes: fc.integer({ min: 1, max: 240 }),
  resolutionMinutes: fc.integer({ min: 1, max: 1_200 }),
  resolutionCounts: fc.constantFrom("working" as const, "elapsed" as const),
  replyByMinutes: fc.option(fc.integer({ min: 1, max: 5_000 })),
  deeds: fc.oneof(
    { weight: 3, arbitrary: someDeeds },
    { weight: 1, arbitrary: someDeeds.map((deeds) => [...reopenedOnce, ...deeds]) },
  ),
  lookAfterMinutes: fc.integer({ min: 0, max: 1_000 }),
});
export type Life = typeof aLife extends fc.Arbitrary<infer Value> ? Value : never;

export type Lived = {
  readonly calendar: CalendarBody;
  readonly ticket: Ticket;
  readonly events: readonly TicketFact[];
  /** The rules under which it was opened. */
  readonly terms: SlaTerms;
  readonly now: string;
};

const isoAt = (minute: number): string => new Date(firstMinute + minute * minuteMs).toISOString();

/** Lives a life by the rules themselves; the clock breaks a promise at the very moment at which it falls due. */
export const live = (life: Life): Lived => {
  const calendar = calendars[life.calendar] as CalendarBody;
  const receivedAt = isoAt(life.startMinute);
  const sla = slaPolicy.parse({
    rules: [
      { target: "response", withinMs: life.responseMinutes * minuteMs },
      {
        target: "resolution",
        priorities: ["urgent"],
        withinMs: Math.ceil(life.resolutionMinutes / 2) * minuteMs,
      },
      {
        target: "resolution",
        withinMs: life.resolutionMinutes * minuteMs,
        counts: life.resolutionCounts,
      },
    ],
    acceptWithinMs: 3 * minuteMs,
    graceMs: hourMs,
    pausedBy: ["parts"],
  });
  const service = context({
    sla: { policyVersionId: "sla@1", body: sla },
    calendar: { policyVersionId: "calendar@1", body: calendar },
  });
  const replyBy = life.replyByMinutes === null ? null : isoAt(life.startMinute + life.replyByMinutes);
  const request = aRequest({
    receivedAt,
    occurredAt: receivedAt,
    takenBy: maya.id,
    replyBy,
    profileId: "pro_guest",
  });
  const events: TicketFact[] = [];
  let state: TicketState = unknownTicket;
  const add = (facts: readonly TicketFact[]): void => {
    events.push(...facts);
    state = facts.reduce<TicketState>(evolveTicket, state);
  };
  add(openTicket({ request, context: service }, state, receivedAt));
  let minute = life.startMinute;
  for (const deed of life.deeds) {
    const since = isoAt(minute);
    minute += deed.afterMinutes;
    tick({ since, now: isoAt(minute) }, () => state, add);
    add(tried(() => done(deed, { state, calendar, terms: service, now: isoAt(minute) })));
  }
  const now = isoAt(minute + life.lookAfterMinutes);
  tick({ since: isoAt(minute), now }, () => state, add);
  return {
    calendar,
    ticket: state as unknown as Ticket,
    events: events as TicketFact[],
    terms: service,
    now,
  };
};

/** Every promise that falls due until now is broken at its moment. */
const tick = (
  { since, now }: { since: string; now: string },
  stateNow: () => TicketState,
  add: (facts: readonly TicketFact[]) => void,
): void => {
  for (;;) {
    const ticket = stateNow() as Ticket;
    const over = ticket.status === "resolved" || ticket.status === "merged";
    const [next] = ticket.targets
      .filter(({ state, dueAt }) => !over && state === "running" && Date.parse(dueAt) <= Date.parse(now))
      .toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
    if (!next) return;
    // A promise that was made anew may be due in the past: it breaks as soon as the clock looks.
    add(breachTarget(next.name, ticket, next.dueAt < since ? since : next.dueAt));
  }
};

const tried = (decide: () => TicketFact[]): TicketFact[] => {
  try {
    return decide();
  } catch (error) {
    if ((error as Error).name === "Rejection") return [];
    throw error;
  }
};

type Moment = {
  readonly state: TicketState;
  readonly calendar: CalendarBody;
  readonly terms: SlaTerms;
  readonly now: string;
};

/** The same rules with half as much time again for everything. */
export const longer = (terms: SlaTerms): SlaTerms => ({
  ...terms,
  sla: {
    policyVersionId: "sla@2",
    body: {
      ...terms.sla.body,
      rules: terms.sla.body.rules.map((rule) => ({
        ...rule,
        withinMs: Math.ceil((rule.withinMs * 1.5) / minuteMs) * minuteMs,
      })),
    },
  },
});

/** The rules that the ticket is under now. */
const termsOf = (state: TicketState, terms: SlaTerms): SlaTerms =>
  state.status !== "unknown" && state.pinned?.policyVersion === "sla@2" ? longer(terms) : terms;

const done = (deed: Deed, moment: Moment): TicketFact[] => {
  const { state, calendar, now, terms } = moment;
  const another = { ...(state as Ticket), ticketId: "tic_another", status: "queued" as const };
  switch (deed.what) {
    case "reprioritise": {
      const priority = (state as Ticket).priority === "urgent" ? "normal" : "urgent";
      return reprioritiseTicket(
        { actor: lead, priority, terms: termsOf(state, terms), escalation },
        state,
        now,
      );
    }
    case "recalculate":
      return recalculateTargets({ by: lead.id, terms: longer(terms) }, state, now);
    case "promise reply": {
      const replyBy = new Date(Date.parse(now) + 5 * hourMs).toISOString();
      return promiseReplyBy({ actor: lead, replyBy, terms: termsOf(state, terms) }, state, now);
    }
    case "merge":
      return mergeTicket({ actor: lead, into: another, calendar }, state, now);
    case "unmerge":
      return unmergeTicket({ actor: lead, calendar, intoTicketId: another.ticketId }, state, now);
    case "reopen": {
      const no = { reason: "manual" as const, words: null, by: lead.id, escalation };
      return reopenTicket({ ...no, terms: termsOf(state, terms) }, state, now);
    }
    default:
      return worked(deed, moment);
  }
};

const worked = ({ what }: Deed, { state, calendar, now }: Moment): TicketFact[] => {
  switch (what) {
    case "accept":
      return acceptTicket({ ...victor, teamIds: [(state as Ticket).teamId ?? ""] }, state, now);
    case "pause":
      return pauseTicket({ actor: lead, reason: "parts", pausedBy: ["parts"] }, state, now);
    case "pause uncounted":
      return pauseTicket({ actor: lead, reason: "customer", pausedBy: ["parts"] }, state, now);
    case "resume":
      return resumeTicket({ actor: lead, calendar }, state, now);
    case "hand over": {
      const offered = offerHandOver({ actor: lead, to: staffed(bruno.id) }, state, now);
      return [...offered, ...acceptTicket(bruno, offered.reduce<TicketState>(evolveTicket, state), now)];
    }
    case "move":
      return moveToTeam(
        { actor: lead, calendar, team: teamed({ teamId: "tea_lakeside_housekeeping" }) },
        state,
        now,
      );
    case "new owner": {
      const offered = offerOwnership({ actor: lead, to: staffed("stf_leo") }, state, now);
      const leo = { id: "stf_leo", roles: ["agent"] } as const;
      return [...offered, ...acceptOwnership(leo, offered.reduce<TicketState>(evolveTicket, state), now)];
    }
    case "resolve":
      return resolveTicket({ actor: lead, outcome: "done", note: null, graceMs: hourMs }, state, now);
    default:
      return [];
  }
};

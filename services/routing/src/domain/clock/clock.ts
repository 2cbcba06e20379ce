import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import type { DataOf } from "@shouwen/contracts/define-event";
import type { ticketOffered, ticketPaused, ticketResumed } from "@shouwen/contracts/events/ticket";
import type { SlaTarget } from "@shouwen/contracts/values";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import { byTheWall, type Counts, type Measure, measureFor } from "./measure.ts";

/** Why a clock stood still: what the ticket waited for, or that it went on in another one. */
type StoodStill = DataOf<typeof ticketPaused>["reason"] | "merged";

/** A stretch of a clock: it ran, or stood still because the ticket waited for something that the policy names. */
export type Stretch = {
  readonly from: string;
  readonly to: string;
  readonly waitingFor: StoodStill | null;
  /** Time in it that counts, in ms: of the calendar, or by the clock on the wall where the clock is an elapsed one. */
  readonly workingMs: number;
};

/** One promise and how its clock ran, worked out from the events alone. */
export type ClockRun = {
  readonly name: SlaTarget["name"];
  /** Which offer it is about, for `accept`: every hop has a clock of its own. */
  readonly hop: number | null;
  /** Who answers for it. */
  readonly responsibleId: string | null;
  readonly policyVersion: string | null;
  readonly calendarVersion: string | null;
  /** Which time counts. A promised date and an offer count by the clock on the wall. */
  readonly counts: Counts;
  readonly startedAt: string;
  readonly allowedMs: number;
  /** The sum of the stretches in which it ran. */
  readonly usedMs: number;
  readonly dueAt: string;
  readonly state: "running" | "paused" | "breached" | "met" | "ended";
  readonly breachedAt: string | null;
  /** When it was kept, or ended otherwise. */
  readonly endedAt: string | null;
  readonly stretches: readonly Stretch[];
};

/** The calendar of a version, to which a ticket is pinned; undefined for a version that nobody published. */
export type CalendarOf = (calendarVersion: string) => CalendarBody | undefined;

/** A clock that is being worked out. `openSince` is where its last stretch began; null once it has ended. */
type Run = Omit<ClockRun, "usedMs" | "stretches"> & {
  readonly measure: Measure;
  readonly leftMs: number;
  readonly openSince: string | null;
  readonly waitingFor: StoodStill | null;
  readonly stretches: readonly Stretch[];
};

/**
 * Every clock of a ticket, worked out from its events and the versions that it is pinned to, as of `now`. A wait stops
 * the clocks that still run, where its policy says so; the date that was promised to a customer never stops.
 */
export const clocksOf = (
  events: readonly TicketFact[],
  { calendarOf, now }: { calendarOf: CalendarOf; now: string },
): ClockRun[] => {
  let runs: readonly Run[] = [];
  for (const event of events) runs = afterEvent(runs, event, calendarOf);
  return runs.map((run) => finished(run, now));
};

const afterEvent = (runs: readonly Run[], event: TicketFact, calendarOf: CalendarOf): readonly Run[] => {
  switch (event.type) {
    case "ticket.opened.v1":
      return event.data.targets.map((target) => begun(target, event.data, calendarOf));
    case "ticket.offered.v1":
      return [...runs, offered(event.data)];
    case "ticket.accepted.v1":
      return changed(runs, isOpenOffer, (run) => ended(run, event.data.at, "met"));
    case "ticket.declined.v1":
      return changed(runs, isOpenOffer, (run) => declined(run, event.data));
    case "ticket.queued.v1":
    case "ticket.resolved.v1":
      return changed(runs, isOpenOffer, (run) => ended(run, event.data.at, "ended"));
    case "ticket.cancelled.v1":
      return changed(
        runs,
        ({ endedAt }) => endedAt === null,
        (run) => ended(run, event.data.at, "ended"),
      );
    case "ticket.reply_promised.v1":
      return [
        ...changed(runs, isNamed("reply_by"), (run) => ended(run, event.data.at, "ended")),
        begun(event.data.target, { ...event.data, receivedAt: event.data.at }, calendarOf),
      ];
    case "ticket.reopened.v1":
      return [
        ...runs,
        ...(event.data.targets ?? []).map((target) =>
          begun(target, { ...event.data, receivedAt: event.data.at }, calendarOf),
        ),
      ];
    default:
      return afterRuleChange(runs, event, calendarOf);
  }
};

/** A promise that is made anew keeps its beginning and its waits; what is left of it changes. */
const afterRuleChange = (runs: readonly Run[], event: TicketFact, calendarOf: CalendarOf): readonly Run[] => {
  switch (event.type) {
    case "sla_target.recalculated.v1": {
      const { target: name, ...target } = event.data;
      return changed(runs, isNamed(name), (run) => remade(run, { name, ...target }, calendarOf));
    }
    case "ticket.reprioritised.v1":
    case "ticket.recategorised.v1":
      return event.data.targets.reduce(
        (those, target) => changed(those, isNamed(target.name), (run) => remade(run, target, calendarOf)),
        runs,
      );
    default:
      return afterClockEvent(runs, event);
  }
};

const afterClockEvent = (runs: readonly Run[], event: TicketFact): readonly Run[] => {
  switch (event.type) {
    case "ticket.merged.v1":
      return changed(
        changed(runs, isOpenOffer, (run) => ended(run, event.data.at, "ended")),
        canWait,
        (run) => paused(run, event.data.at, "merged"),
      );
    case "ticket.paused.v1":
      return event.data.pausesClocks
        ? changed(runs, canWait, (run) => paused(run, event.data.at, event.data.reason))
        : runs;
    case "ticket.resumed.v1":
    case "ticket.unmerged.v1":
      return changed(
        runs,
        ({ state }) => state === "paused",
        (run) => resumed(run, event.data),
      );
    case "sla_target.breached.v1":
      return changed(runs, isNamed(event.data.target), (run) => ({
        ...run,
        state: "breached",
        breachedAt: event.data.at,
        responsibleId: event.data.responsibleId,
      }));
    case "sla_target.met.v1":
      return changed(runs, isNamed(event.data.target), (run) => ({
        ...ended(run, event.data.at, "met"),
        responsibleId: event.data.responsibleId,
      }));
    default:
      return runs;
  }
};

const changed = (
  runs: readonly Run[],
  which: (run: Run) => boolean,
  how: (run: Run) => Run,
): readonly Run[] => runs.map((run) => (which(run) ? how(run) : run));

const isNamed =
  (name: SlaTarget["name"]) =>
  (run: Run): boolean =>
    run.name === name && run.endedAt === null;
const isOpenOffer = (run: Run): boolean => run.name === "accept" && run.endedAt === null;
const canWait = ({ name, state }: Run): boolean =>
  state === "running" && name !== "reply_by" && name !== "accept";

type Opening = { readonly receivedAt: string; readonly ownerId: string | null };

const countsOf = ({ name, counts = "working" }: SlaTarget): Counts =>
  name === "reply_by" ? "elapsed" : counts;

const measureOf = (target: SlaTarget, calendarOf: CalendarOf): Measure => {
  const calendar = calendarOf(target.calendarVersion);
  return calendar ? measureFor(countsOf(target), calendar) : byTheWall;
};

/** Under other rules: every stretch is measured anew, and what was allowed follows from the new due moment. */
const remade = (run: Run, target: SlaTarget, calendarOf: CalendarOf): Run => {
  const { dueAt, policyVersion, calendarVersion } = target;
  const measure = measureOf(target, calendarOf);
  const stretches = run.stretches.map((stretch) => ({
    ...stretch,
    workingMs: measure.between(stretch.from, stretch.to),
  }));
  const sum = (isWait: boolean, until = "9") =>
    stretches
      .filter(({ waitingFor, from }) => (waitingFor !== null) === isWait && from < until)
      .reduce((total, { workingMs }) => total + workingMs, 0);
  const allowedMs = measure.between(run.startedAt, dueAt) - sum(true, dueAt);
  return {
    ...run,
    measure,
    stretches,
    dueAt,
    policyVersion,
    calendarVersion,
    allowedMs,
    counts: countsOf(target),
    leftMs: allowedMs - sum(false),
  };
};

const begun = (target: SlaTarget, { receivedAt, ownerId }: Opening, calendarOf: CalendarOf): Run => {
  const measure = measureOf(target, calendarOf);
  const startedAt = target.startedAt ?? receivedAt;
  const allowedMs = measure.between(startedAt, target.dueAt);
  return {
    ...startOf(startedAt, { measure, allowedMs, dueAt: target.dueAt }),
    name: target.name,
    hop: null,
    responsibleId: ownerId,
    counts: countsOf(target),
    policyVersion: target.policyVersion,
    calendarVersion: target.calendarVersion,
  };
};

const offered = ({ at, acceptBy, toStaffId, offer }: DataOf<typeof ticketOffered>): Run => ({
  ...startOf(at, { measure: byTheWall, allowedMs: byTheWall.between(at, acceptBy), dueAt: acceptBy }),
  name: "accept",
  hop: offer,
  responsibleId: toStaffId,
  policyVersion: null,
  calendarVersion: null,
  counts: "elapsed",
});

const startOf = (
  startedAt: string,
  { measure, allowedMs, dueAt }: Pick<Run, "measure" | "allowedMs" | "dueAt">,
) => ({
  measure,
  allowedMs,
  dueAt,
  startedAt,
  leftMs: allowedMs,
  openSince: startedAt,
  state: "running" as const,
  waitingFor: null,
  breachedAt: null,
  endedAt: null,
  stretches: [],
});

/** Closes the stretch that is open, if any. */
const closed = (run: Run, at: string): Run => {
  if (run.openSince === null) return run;
  const { openSince: from, waitingFor, measure } = run;
  const workingMs = measure.between(from, at);
  const leftMs = waitingFor === null ? run.leftMs - workingMs : run.leftMs;
  return { ...run, leftMs, stretches: [...run.stretches, { from, to: at, waitingFor, workingMs }] };
};

const paused = (run: Run, at: string, reason: StoodStill): Run => ({
  ...closed(run, at),
  state: "paused",
  openSince: at,
  waitingFor: reason,
});

/**
 * It runs on with what was left of it. Nothing was left of one that was overdue when the wait began, which is broken
 * before a wait since then: of those before, the event's own word counts.
 */
const resumed = (run: Run, { at, targets }: Pick<DataOf<typeof ticketResumed>, "at" | "targets">): Run => {
  const said = targets.find(({ name }) => name === run.name)?.dueAt ?? run.dueAt;
  const dueAt = run.leftMs > 0 ? run.measure.add(at, run.leftMs) : said;
  return { ...closed(run, at), state: "running", openSince: at, waitingFor: null, dueAt };
};

const ended = (run: Run, at: string, state: "met" | "ended"): Run => ({
  ...closed(run, at),
  state,
  openSince: null,
  waitingFor: null,
  endedAt: at,
});

const declined = (run: Run, { at, reason }: { at: string; reason: "declined" | "not_in_time" }): Run =>
  reason === "declined"
    ? ended(run, at, "ended")
    : { ...ended(run, at, "ended"), state: "breached", breachedAt: at };

const finished = (run: Run, now: string): ClockRun => {
  const {
    measure: _measure,
    leftMs: _left,
    openSince: _since,
    waitingFor: _waiting,
    ...clock
  } = closed(run, now);
  const usedMs = clock.stretches
    .filter(({ waitingFor }) => waitingFor === null)
    .reduce((sum, { workingMs }) => sum + workingMs, 0);
  return { ...clock, usedMs };
};

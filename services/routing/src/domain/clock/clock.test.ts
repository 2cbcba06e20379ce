import fc from "fast-check";
import { expect, test } from "vitest";
import { calendars, firstMinute, openMinutesOf } from "../../../test/calendars.ts";
import { aLife, type Lived, live, longer } from "../../../test/lives.ts";
import { isPromisedTo } from "../policy/policies.ts";
import { type ClockRun, clocksOf } from "./clock.ts";

const minuteMs = 60_000;
/** A test run lives a thousand lives; a mutation of the code has to survive fewer. */
const lives = Number((import.meta as { env?: { LIVES?: string } }).env?.LIVES ?? 1_000);
const minuteOf = (at: string): number => (Date.parse(at) - firstMinute) / minuteMs;
const openMinutes = calendars.map(openMinutesOf);

const clocksIn = ({ events, calendar, now }: Lived): ClockRun[] =>
  clocksOf(events, { calendarOf: () => calendar, now });

const endsStandstill = new Set(["ticket.resumed.v1", "ticket.resolved.v1", "ticket.unmerged.v1"]);

/** The minutes in which the ticket waited for what stops its clocks. */
const waitsOf = ({ events, now }: Lived): { from: number; to: number }[] => {
  const waits: { from: number; to: number }[] = [];
  let since: number | null = null;
  for (const { type, data } of events) {
    if ((type === "ticket.paused.v1" && data.pausesClocks) || type === "ticket.merged.v1")
      since = minuteOf(data.at);
    if (since !== null && endsStandstill.has(type)) {
      waits.push({ from: since, to: minuteOf(data.at) });
      since = null;
    }
  }
  return since === null ? waits : [...waits, { from: since, to: minuteOf(now) }];
};

/** Counts the minutes in which a clock ran, one after the other, from the log and the clock on the wall alone. */
const countedMinutes = (lived: Lived, clock: ClockRun): number => {
  const open = openMinutes[calendars.indexOf(lived.calendar)] ?? [];
  // What was broken before a wait began runs on through it: it is late, whatever we wait for.
  const brokenAt = clock.breachedAt === null ? Number.POSITIVE_INFINITY : minuteOf(clock.breachedAt);
  const waits = waitsOf(lived).filter(({ from }) => from < brokenAt);
  let count = 0;
  for (let minute = minuteOf(clock.startedAt); minute < minuteOf(clock.endedAt ?? lived.now); minute += 1)
    if (
      (open[minute] || clock.counts === "elapsed") &&
      !waits.some(({ from, to }) => from <= minute && minute < to)
    )
      count += 1;
  return count;
};

/** What the rules give a promise: whatever was waited for before it was made has nothing to do with it. */
const ruleFor = ({ name, policyVersion }: ClockRun, { terms, ticket }: Lived) => {
  const rules = policyVersion === "sla@2" ? longer(terms).sla.body.rules : terms.sla.body.rules;
  const rule = rules.find((one) => one.target === name && isPromisedTo(one, ticket));
  if (!rule) throw new Error(`no rule gives ${name}`);
  return rule;
};

const requireCounted = (clock: ClockRun, lived: Lived): void => {
  if (clock.state === "running" || clock.state === "paused")
    expect([clock.allowedMs, clock.counts]).toEqual([
      ruleFor(clock, lived).withinMs,
      ruleFor(clock, lived).counts ?? "working",
    ]);
  expect([clock.name, clock.usedMs / minuteMs]).toEqual([clock.name, countedMinutes(lived, clock)]);
  if (clock.state === "breached" && clock.breachedAt !== null)
    expect(Date.parse(clock.breachedAt)).toBeGreaterThanOrEqual(Date.parse(clock.dueAt));
};

test("for a thousand lives, every clock equals what the state says and what is counted minute by minute", () => {
  fc.assert(
    fc.property(aLife, (life) => {
      const lived = live(life);
      const clocks = clocksIn(lived).filter(({ name }) => name !== "accept");
      // What was promised anew has a clock for each time; the state holds the last one.
      for (const clock of clocks.filter(
        ({ name }, at) => clocks.findLastIndex((one) => one.name === name) === at,
      )) {
        const target = lived.ticket.targets.find(({ name }) => name === clock.name);
        expect([clock.name, clock.state, clock.dueAt]).toEqual([target?.name, target?.state, target?.dueAt]);
        if (clock.name !== "reply_by") requireCounted(clock, lived);
      }
    }),
    { numRuns: lives },
  );
}, 120_000);

test("a broken promise has used up exactly what it was allowed when its moment came", () => {
  fc.assert(
    fc.property(aLife, (life) => {
      const lived = live(life);
      for (const { name, breachedAt, dueAt, hop } of clocksIn(lived)) {
        // One that was made anew may have been due before it was made.
        if (
          breachedAt === null ||
          breachedAt !== dueAt ||
          hop !== null ||
          name === "reply_by" ||
          name === "accept"
        )
          continue;
        const until = lived.events.findIndex(
          ({ type, data }) =>
            type === "sla_target.breached.v1" && data.target === name && data.dueAt === dueAt,
        );
        const then = { ...lived, events: lived.events.slice(0, until), now: breachedAt };
        const clock = clocksIn(then).findLast((one) => one.name === name);
        expect(clock?.usedMs).toBe(clock?.allowedMs);
      }
    }),
    { numRuns: Math.ceil(lives / 3) },
  );
}, 60_000);

test("a promise made anew after a wait allows what the new rules allow, the wait left out", () => {
  const lived = live({
    calendar: 3,
    startMinute: 0,
    resolutionCounts: "working",
    responseMinutes: 5,
    resolutionMinutes: 600,
    replyByMinutes: null,
    deeds: [
      { afterMinutes: 1, what: "accept" },
      { afterMinutes: 9, what: "pause" },
      { afterMinutes: 30, what: "resume" },
      { afterMinutes: 1, what: "recalculate" },
    ],
    lookAfterMinutes: 1,
  });
  const resolution = clocksIn(lived).find(({ name }) => name === "resolution");
  expect(resolution).toMatchObject({ allowedMs: 900 * minuteMs, usedMs: 12 * minuteMs, state: "running" });
  expect(minuteOf(resolution?.dueAt ?? "")).toBe(minuteOf(resolution?.startedAt ?? "") + 930);
});

test("the date promised to a customer stands and breaks at its moment, whatever is waited for", () => {
  const lived = live({
    calendar: 3,
    startMinute: 0,
    resolutionCounts: "working",
    responseMinutes: 5,
    resolutionMinutes: 600,
    replyByMinutes: 120,
    deeds: [
      { afterMinutes: 1, what: "accept" },
      { afterMinutes: 9, what: "pause" },
    ],
    lookAfterMinutes: 300,
  });
  const [response, resolution, replyBy] = clocksIn(lived);
  expect(response).toMatchObject({ state: "met", usedMs: minuteMs });
  expect(resolution).toMatchObject({ state: "paused", usedMs: 10 * minuteMs });
  expect(resolution?.stretches.at(-1)).toMatchObject({ waitingFor: "parts", workingMs: 300 * minuteMs });
  expect(replyBy).toMatchObject({ state: "breached", breachedAt: replyBy?.dueAt });
});

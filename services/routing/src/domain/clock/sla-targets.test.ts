import { ticketPaused, ticketResumed } from "@shouwen/contracts/events/ticket";
import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import {
  after,
  aTicket,
  at,
  context,
  escalation,
  handledBy,
  maya,
  minutesLater,
  victor,
} from "../../../test/tickets.ts";
import { cancelTicket } from "../ticket/end-ticket.ts";
import { openTicket } from "../ticket/open-ticket.ts";
import { about, type Target, unknownTicket } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import { acceptTicket, pauseTicket, resumeTicket } from "../ticket/work-on-ticket.ts";
import { watchTarget } from "./breach-target.ts";
import { clocksOf } from "./clock.ts";
import { recalculateTargets } from "./recalculate-targets.ts";
import { nextDueAt, promise, promisesAfterWait } from "./sla-targets.ts";

const openingContext = context();
const [response, resolution] = aTicket().targets as [Target, Target];
const calendarOf = () => openingContext.calendar.body;

test("what a withdrawn ticket promised has ended, and what nobody promised never runs", () => {
  const opened = aTicket();
  const facts = cancelTicket({ actor: maya, reason: "no_request" }, opened, at);
  expect(clocksOf(facts, { calendarOf, now: at })).toEqual([]);
  expect(nextDueAt(aTicket({ targets: [] }))).toBeNull();
  expect(
    nextDueAt(aTicket({ targets: [resolution, response, { ...response, state: "met", dueAt: at }] })),
  ).toBe(response.dueAt);
});

test("a date given to a customer has its steps by the clock on the wall, whatever the calendar", () => {
  const request = { ...aTicket(), replyBy: minutesLater(100) };
  const replyBy = promise(request, openingContext).find(({ name }) => name === "reply_by");
  expect(replyBy?.steps).toEqual([
    { stepId: "nears", at: minutesLater(80) },
    { stepId: "broken", at: minutesLater(100) },
    { stepId: "still_open", at: minutesLater(200) },
  ]);
  const past = promise({ ...request, replyBy: minutesLater(-5) }, openingContext).find(
    ({ name }) => name === "reply_by",
  );
  expect(past?.steps?.map((step) => step.at)).toEqual([at, at, at]);
});

test("a promise that does not say when it began did so when the request was received", () => {
  const [opened] = openTicket(
    { request: aRequest({ receivedAt: at, takenBy: maya.id }), context: openingContext },
    unknownTicket,
    at,
  );
  if (opened?.type !== "ticket.opened.v1") throw new Error("Nothing was opened");
  const targets = opened.data.targets?.map(({ startedAt: _, ...target }) => target);
  const old: unknown = { ...opened, data: { ...opened.data, targets } };
  expect(clocksOf([old as TicketFact], { calendarOf, now: at })[0]).toMatchObject({
    startedAt: at,
    dueAt: minutesLater(15),
  });
});

test("a clock whose calendar nobody published any more counts by the clock on the wall", () => {
  const opened = openTicket(
    { request: aRequest({ receivedAt: at, takenBy: maya.id }), context: openingContext },
    unknownTicket,
    at,
  );
  const lived = [...opened];
  const add = (decide: (ticket: ReturnType<typeof after>) => typeof opened) =>
    lived.push(...decide(after(lived)));
  add((ticket) => acceptTicket(maya, ticket, at));
  add((ticket) =>
    pauseTicket({ actor: maya, reason: "parts", pausedBy: ["parts"] }, ticket, minutesLater(10)),
  );
  add((ticket) =>
    resumeTicket({ actor: maya, calendar: openingContext.calendar.body }, ticket, minutesLater(40)),
  );
  const clocks = clocksOf(lived, { calendarOf: () => undefined, now: minutesLater(50) });
  expect(clocks.find(({ name }) => name === "resolution")).toMatchObject({
    usedMs: 20 * 60_000,
    dueAt: minutesLater(270),
    state: "running",
  });
});

test("a paused date stays where it is, and a promise without steps keeps none after the wait", () => {
  const replyBy = { ...response, name: "reply_by" as const, state: "paused" as const };
  const bare = { ...resolution, state: "paused" as const };
  const waiting = aTicket({ targets: [replyBy, bare], waiting: { reason: "parts", since: at } });
  expect(promisesAfterWait(waiting, openingContext.calendar.body, minutesLater(30))).toMatchObject([
    { dueAt: response.dueAt },
    { dueAt: minutesLater(270) },
  ]);
  expect(
    promisesAfterWait({ ...waiting, waiting: null }, openingContext.calendar.body, minutesLater(30))[1]
      ?.dueAt,
  ).toBe(resolution.dueAt);
  const ownerless = aTicket({ ownerId: null });
  expect(watchTarget({ name: "response", escalation }, ownerless, minutesLater(15))[0]?.data).toMatchObject({
    toldIds: [],
  });
});

test("of a promise that was overdue before its wait began, the event's own word counts, else it stays", () => {
  const opened = openTicket(
    { request: aRequest({ receivedAt: at, takenBy: maya.id }), context: openingContext },
    unknownTicket,
    at,
  );
  const ticket = after(opened);
  const said = (now: string) => ({ ...about(ticket, now), reason: "parts" as const, by: maya.id });
  const paused = ticketPaused.of({ ...said(minutesLater(300)), pausesClocks: true });
  const dueIn = (targets: Target[]) => {
    const resumed = ticketResumed.of({ ...said(minutesLater(400)), targets });
    const facts = [...opened, paused, resumed];
    return clocksOf(facts, { calendarOf, now: minutesLater(500) }).find(({ name }) => name === "resolution")
      ?.dueAt;
  };
  expect(dueIn([])).toBe(minutesLater(240));
  expect(dueIn([{ ...resolution, dueAt: minutesLater(340) }])).toBe(minutesLater(340));
});

test("a wait that began when the promise was due already does not move it", () => {
  const waits = [{ from: minutesLater(240), to: minutesLater(300) }];
  const terms = { ...openingContext, sla: { ...openingContext.sla, policyVersionId: "p@2" } };
  const [, moved] = recalculateTargets({ by: maya.id, terms }, handledBy(victor.id, { waits }), at);
  expect(moved?.data).toMatchObject({ target: "resolution", dueAt: minutesLater(240) });
});

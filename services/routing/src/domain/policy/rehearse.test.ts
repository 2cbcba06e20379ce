import { expect, test } from "vitest";
import { aTicket, at, context, minutesLater, teamed } from "../../../test/tickets.ts";
import { noFigures } from "../ticket/ticket-figures.ts";
import { type RoutingPolicy, routingPolicy, type SlaPolicy, shippedSla, slaPolicy } from "./policies.ts";
import { noRouting, noSla, rehearseRouting, rehearseSla } from "./rehearse.ts";

const teams = [teamed(), teamed({ teamId: "tea_lakeside_housekeeping" })];
const pinned = <Body>(body: Body) => ({ policyVersionId: "draft@0", body });
const rules = (rule: object): RoutingPolicy =>
  routingPolicy.parse({ rules: [rule, { id: "rest", team: "engineering" }] });
const openingContext = context({
  teams,
  routing: pinned(routingPolicy.parse({ rules: [{ id: "rest", team: "engineering" }] })),
});

const trial = (draft: RoutingPolicy, listed = 10) => ({
  teams,
  listed,
  timeZone: openingContext.timeZone,
  inForce: openingContext.routing,
  draft: pinned(draft),
});

test("only what would go elsewhere has moved; all of it is counted, some of it listed", () => {
  const past = [
    aTicket({ place: "1203" }),
    aTicket({ place: "0803" }),
    aTicket({ place: "1207" }),
    aTicket({ place: null }),
  ];
  const draft = rules({ id: "twelfth", placeStartsWith: ["12"], team: "housekeeping" });
  const so = rehearseRouting(noRouting, past, trial(draft, 1));
  expect(so).toMatchObject({ tickets: 4, moved: 2, nowhere: 0 });
  expect(so.flows).toEqual([{ from: "tea_lakeside_engineering", to: "tea_lakeside_housekeeping", count: 2 }]);
  expect(so.list).toMatchObject([{ ticketId: past[0]?.ticketId, ruleId: "twelfth" }]);
  expect(rehearseRouting(so, past, trial(draft)).flows[0]?.count).toBe(4);
});

test("a ticket that no rule leads anywhere is counted apart", () => {
  const draft = routingPolicy.parse({ rules: [{ id: "spa", team: "spa" }] });
  const so = rehearseRouting(noRouting, [aTicket()], trial(draft));
  expect(so).toMatchObject({ moved: 1, nowhere: 1, list: [{ to: null, ruleId: null }] });
});

test("the time of day at the property decides, over midnight too", () => {
  const night = rules({ id: "night", during: [{ from: "22:00", to: "06:00" }], team: "housekeeping" });
  const received = (utc: string) => aTicket({ receivedAt: `2026-11-22T${utc}:00.000Z` });
  const moved = (utc: string) => rehearseRouting(noRouting, [received(utc)], trial(night)).moved;
  // The property is in Shanghai, eight hours ahead.
  expect([moved("13:59"), moved("14:00"), moved("21:59"), moved("22:00")]).toEqual([0, 1, 1, 0]);
});

const sla = (responseMinutes: number): SlaPolicy =>
  slaPolicy.parse({
    ...shippedSla,
    rules: [
      { target: "response", withinMs: responseMinutes * 60_000 },
      { target: "resolution", withinMs: 240 * 60_000 },
    ],
  });

const promises = (draft: SlaPolicy, now = minutesLater(600)) => ({
  now,
  listed: 10,
  inForce: { ...openingContext, sla: pinned(sla(15)) },
  draft: { ...openingContext, sla: pinned(draft) },
});

const touchedAfter = (minutes: number) =>
  aTicket({
    figures: { ...noFigures, firstTouchAt: minutesLater(minutes), firstResolvedAt: minutesLater(60) },
  });

test("a promise that was kept and would have been missed is named, and the other way round", () => {
  const past = [touchedAfter(5), touchedAfter(12), touchedAfter(20)];
  const stricter = rehearseSla(noSla, past, promises(sla(10)));
  expect(stricter.response).toMatchObject({
    promised: 3,
    missed: 1,
    wouldBeMissed: 2,
    newlyMissed: 1,
    newlyKept: 0,
    movedDue: 3,
  });
  expect(stricter.resolution).toMatchObject({ missed: 0, wouldBeMissed: 0, movedDue: 0 });
  expect(stricter.list).toMatchObject([
    { ticketId: past[1]?.ticketId, target: "response", becomes: "missed", doneAt: minutesLater(12) },
  ]);
  expect(rehearseSla(noSla, past, promises(sla(30)))).toMatchObject({
    response: { newlyKept: 1, wouldBeMissed: 0 },
    list: [{ becomes: "kept" }],
  });
});

test("what is still open counts as of now; a record that knows only its closing is measured by it", () => {
  expect(rehearseSla(noSla, [aTicket()], promises(sla(10), minutesLater(12))).response).toMatchObject({
    missed: 0,
    wouldBeMissed: 1,
  });
  const record = aTicket({ mode: "history", closedAt: minutesLater(12), figures: noFigures });
  expect(rehearseSla(noSla, [record], promises(sla(10))).response).toMatchObject({
    missed: 0,
    wouldBeMissed: 1,
  });
});

test("a draft that promises nothing of a kind says so", () => {
  const draft = slaPolicy.parse({
    ...shippedSla,
    rules: [
      { target: "response", kinds: ["complaint"], withinMs: 1_000 },
      { target: "resolution", withinMs: 240 * 60_000 },
    ],
  });
  expect(rehearseSla(noSla, [touchedAfter(5)], promises(draft)).list).toMatchObject([
    { becomes: "not_promised" },
  ]);
  const other = { ...promises(sla(10)), inForce: { ...openingContext, sla: pinned(draft) } };
  expect(rehearseSla(noSla, [touchedAfter(5)], other).list).toMatchObject([{ becomes: "promised" }]);
});

test("the clock may begin when the customer asked", () => {
  const asked = { ...touchedAfter(5), occurredAt: minutesLater(-20), receivedAt: at };
  const draft = { ...sla(15), startsAt: "occurredAt" as const };
  expect(rehearseSla(noSla, [asked], promises(draft)).response).toMatchObject({ newlyMissed: 1 });
});

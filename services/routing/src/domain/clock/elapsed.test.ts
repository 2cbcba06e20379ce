import { calendarBody } from "@shouwen/calendar/calendar-body";
import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import { after, context, escalation, lead, maya } from "../../../test/tickets.ts";
import { shippedSla, slaPolicy } from "../policy/policies.ts";
import { openTicket } from "../ticket/open-ticket.ts";
import { reprioritiseTicket } from "../ticket/reclassify-ticket.ts";
import { unknownTicket } from "../ticket/ticket.ts";
import { acceptTicket, pauseTicket, resumeTicket } from "../ticket/work-on-ticket.ts";
import { clocksOf } from "./clock.ts";
import { recalculateTargets } from "./recalculate-targets.ts";

/** An estate's office, which is closed on Sundays and at night. */
const office = calendarBody.parse({
  timeZone: "Asia/Shanghai",
  windows: Object.fromEntries(
    ["mon", "tue", "wed", "thu", "fri", "sat"].map((day) => [day, [{ from: "09:00", to: "18:30" }]]),
  ),
});
const calendar = { policyVersionId: "office@1", body: office };
const openingContext = context({ calendar });
const saturdayAtSix = "2026-11-21T10:00:00.000Z";
const sundayAtSix = "2026-11-22T10:00:00.000Z";
const hourMs = 3_600_000;

const opened = (overrides: object, at = saturdayAtSix, terms = openingContext) =>
  openTicket(
    { request: aRequest({ receivedAt: at, takenBy: maya.id, ...overrides }), context: terms },
    unknownTicket,
    at,
  );
const resolutionOf = (overrides: object, at = saturdayAtSix) =>
  after(opened(overrides, at)).targets.find(({ name }) => name === "resolution");

test("a complaint of Saturday 18:00 is due on Sunday 18:00, though the office is closed", () => {
  expect(resolutionOf({ kind: "complaint" })).toMatchObject({ dueAt: sundayAtSix, counts: "elapsed" });
  // What the house promises in its own time is due on Monday: half an hour is left on Saturday.
  expect(resolutionOf({ kind: "repair" })).toMatchObject({
    dueAt: "2026-11-23T04:30:00.000Z",
    counts: "working",
  });
});

test("a bad rating of Friday 19:00 is followed up by Sunday 19:00", () => {
  const fridayAtSeven = "2026-11-20T11:00:00.000Z";
  for (const kind of ["complaint", "praise", "suggestion"] as const)
    expect(resolutionOf({ kind, channel: "ota_review" }, fridayAtSeven)).toMatchObject({
      dueAt: "2026-11-22T11:00:00.000Z",
      counts: "elapsed",
    });
});

test("the clock explains both: which time counts, how much of it there was, and to the same moment", () => {
  const facts = opened({ kind: "complaint", replyBy: sundayAtSix });
  const clocks = clocksOf(facts, { calendarOf: () => office, now: sundayAtSix });
  expect(clocks.map(({ name, counts, allowedMs, usedMs }) => [name, counts, allowedMs, usedMs])).toEqual([
    ["response", "working", hourMs / 4, hourMs / 2],
    ["resolution", "elapsed", 24 * hourMs, 24 * hourMs],
    ["reply_by", "elapsed", 24 * hourMs, 24 * hourMs],
  ]);
  // A version that does not know the calendar any more counts by the wall.
  const [unknown] = clocksOf(facts, { calendarOf: () => undefined, now: sundayAtSix });
  expect(unknown?.usedMs).toBe(24 * hourMs);
});

test("a wait moves an elapsed promise by as long as it lasted, a working one by what the office was open", () => {
  const wait = (kind: "complaint" | "repair") => {
    const ticket = after(opened({ kind }));
    const taken = after(acceptTicket({ ...lead, teamIds: [] }, ticket, saturdayAtSix), ticket);
    const pausing = { actor: lead, reason: "parts" as const, pausedBy: ["parts" as const] };
    const waiting = after(pauseTicket(pausing, taken, saturdayAtSix), taken);
    const resumed = after(resumeTicket({ actor: lead, calendar: office }, waiting, sundayAtSix), waiting);
    return resumed.targets[1]?.dueAt;
  };
  expect(wait("complaint")).toBe("2026-11-23T10:00:00.000Z");
  expect(wait("repair")).toBe("2026-11-23T05:00:00.000Z");
});

test("a promise of before that said how it counts counts in working time, until somebody recalculates", () => {
  const rules = shippedSla.rules.map(({ counts: _elapsed, ...rule }) => rule);
  const before = context({
    calendar,
    sla: { policyVersionId: "sla@1", body: slaPolicy.parse({ ...shippedSla, rules }) },
  });
  const facts = opened({ kind: "complaint" }, saturdayAtSix, before);
  const ticket = after(facts);
  const [, resolution] = ticket.targets;
  // Two and a half working days and a little more: half an hour of Saturday, Monday, Tuesday, and 4:30 h.
  expect(resolution?.dueAt).toBe("2026-11-25T05:30:00.000Z");
  const today = { ...openingContext, sla: { ...openingContext.sla, policyVersionId: "sla@2" } };
  const recalculated = recalculateTargets({ by: lead.id, terms: today }, ticket, saturdayAtSix);
  expect(after(recalculated, ticket).targets[1]).toMatchObject({ dueAt: sundayAtSix, counts: "elapsed" });
  const clocks = clocksOf([...facts, ...recalculated], {
    calendarOf: () => office,
    now: sundayAtSix,
  });
  expect(clocks[1]).toMatchObject({ counts: "elapsed", allowedMs: 24 * hourMs, dueAt: sundayAtSix });
});

test("what becomes urgent counts as the rule for the urgent says, also where the moment stays the same", () => {
  const allDay = context({
    sla: {
      policyVersionId: "sla@1",
      body: slaPolicy.parse({
        ...shippedSla,
        rules: [
          { target: "response", withinMs: hourMs },
          { target: "resolution", priorities: ["urgent"], withinMs: hourMs },
          { target: "resolution", withinMs: hourMs, counts: "elapsed" },
        ],
      }),
    },
  });
  const ticket = after(opened({}, saturdayAtSix, allDay));
  const soon = { actor: lead, priority: "urgent" as const, terms: allDay, escalation };
  const urgent = after(reprioritiseTicket(soon, ticket, saturdayAtSix), ticket);
  expect(urgent.targets[1]).toMatchObject({ dueAt: ticket.targets[1]?.dueAt, counts: "working" });
});

import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import { after, context } from "../../../test/tickets.ts";
import { byTheWall, type Measure } from "../clock/measure.ts";
import { openTicket } from "./open-ticket.ts";
import { type Ticket, unknownTicket } from "./ticket.ts";
import { reportOf } from "./ticket-report.ts";

const began = "2012-10-09T08:00:00.000Z";
const hours = (count: number): string => new Date(Date.parse(began) + count * 3_600_000).toISOString();
const hourMs = 3_600_000;

type Did = "reprioritised" | "accepted" | "paused" | "escalated" | "resolved" | "closed" | "noted";
const sealedNote = "sealed:v1:req_x:abc";
const step = (did: Did, hour: number, by: string | null = "stf_a") => ({
  did,
  at: hours(hour),
  by,
  note: did === "noted" ? sealedNote : null,
});

type Lived = ReturnType<typeof step> & {
  moved?: "queued" | "assigned";
  line?: string;
  team?: { teamId: string; name: string };
};

const live = (...life: Lived[]) => {
  const request = aRequest({ mode: "history", occurredAt: began, receivedAt: began, takenBy: "stf_a", life });
  const facts = openTicket({ request, context: context() }, unknownTicket, "2026-11-28T00:00:00.000Z");
  const ticket = after(facts) as Ticket;
  return { ticket, report: reportOf(ticket), types: facts.map(({ type }) => type.replace(/\.v1$/, "")) };
};

test("a life is told step by step, with its own times and people", () => {
  const { ticket, report, types } = live(
    step("reprioritised", 0),
    step("accepted", 1, "stf_b"),
    step("resolved", 5, "stf_b"),
    step("closed", 100, "stf_c"),
  );
  expect(types).toEqual([
    "ticket.opened",
    "ticket.reprioritised",
    "ticket.accepted",
    "ticket.resolved",
    "ticket.closed",
  ]);
  expect(ticket).toMatchObject({ status: "closed", ownerId: "stf_a", closedAt: hours(100), targets: [] });
  expect(report).toMatchObject({
    firstTouchMs: hourMs,
    firstResolutionMs: 5 * hourMs,
    resolutionMs: 5 * hourMs,
    closureMs: 100 * hourMs,
    handOvers: 1,
    actorChanges: 2,
    handlerChanges: 0,
    reopenings: 0,
    escalations: 0,
  });
});

test("what was never taken, and what was resolved twice, is recorded as it was", () => {
  const { report, types } = live(step("reprioritised", 0), step("resolved", 2), step("resolved", 4));
  expect(types.filter((type) => type === "ticket.resolved")).toHaveLength(2);
  expect(report).toMatchObject({
    firstTouchMs: null,
    firstResolutionMs: 2 * hourMs,
    resolutionMs: 4 * hourMs,
    reopenings: 0,
  });
});

test.each(["reprioritised", "accepted", "paused", "escalated"] as const)(
  "%s after it was resolved reopens it, by nobody in particular",
  (did) => {
    const { report, types } = live(
      step("accepted", 1),
      step("resolved", 2),
      step(did, 3),
      step("resolved", 4),
    );
    expect(types.filter((type) => type === "ticket.reopened")).toHaveLength(1);
    expect(report).toMatchObject({ reopenings: 1, handOvers: 0 });
  },
);

test("it is reopened from closed as well, and is then not closed any more", () => {
  const { ticket, report } = live(step("resolved", 1), step("closed", 2), step("accepted", 3, "stf_b"));
  expect(ticket).toMatchObject({ status: "accepted", closedAt: null, handlerId: "stf_b" });
  expect(report).toMatchObject({ reopenings: 1, closureMs: 2 * hourMs });
});

test("work after it was closed is a reopening, also where nobody said that it was resolved", () => {
  const { ticket, report } = live(step("accepted", 1), step("closed", 2), step("accepted", 3));
  expect(report.reopenings).toBe(1);
  expect(ticket).toMatchObject({ status: "accepted", closedAt: null });
});

test("who is assigned ends a wait: paused 10:00, assigned 11:00, accepted 13:00, resolved 14:00 waited 1 h", () => {
  const { ticket, report, types } = live(
    step("accepted", 1, "stf_a"),
    step("paused", 2),
    {
      ...step("noted", 3, "stf_b"),
      note: null,
      moved: "assigned",
      line: "2nd",
      team: { teamId: "tea_x", name: "Networks" },
    },
    step("accepted", 5, "stf_b"),
    step("resolved", 6, "stf_b"),
  );
  expect(types.slice(2)).toEqual([
    "ticket.paused",
    "ticket.resumed",
    "ticket.queued",
    "ticket.accepted",
    "ticket.resolved",
  ]);
  expect(ticket).toMatchObject({ teamId: "tea_x", teamName: "Networks", line: "2nd", handlerId: "stf_b" });
  expect(report).toMatchObject({ waitedMs: hourMs, firstTouchMs: hourMs, handlerChanges: 1 });
});

test("what is queued after its end is open again, in the queue of its team", () => {
  const queued = { ...step("noted", 3), note: null, moved: "queued" as const };
  const { ticket, report } = live(step("resolved", 1), step("closed", 2), queued);
  expect(report.reopenings).toBe(1);
  expect(ticket).toMatchObject({ status: "queued", closedAt: null, handlerId: null });
});

test("a record that was closed before it occurred gives no duration: it is impossible, and not quick", () => {
  const request = aRequest({
    mode: "history",
    occurredAt: "2013-05-08T12:00:00.000Z",
    receivedAt: "2013-05-08T12:00:00.000Z",
    history: { closedAt: "2013-05-08T01:12:00.000Z", note: null },
  });
  const facts = openTicket({ request, context: context() }, unknownTicket, "2026-11-28T00:00:00.000Z");
  expect(reportOf(after(facts) as Ticket)).toMatchObject({ closureMs: null, impossible: ["closure"] });
});

test("in working time the nights and the waits are left out", () => {
  const { ticket } = live(step("accepted", 1), step("paused", 2), step("accepted", 6), step("resolved", 10));
  const halfOpen: Measure = {
    ...byTheWall,
    between: (from, to) => byTheWall.between(from, to) / 2,
  };
  expect(reportOf(ticket, halfOpen)).toMatchObject({
    firstTouchMs: hourMs / 2,
    resolutionMs: 5 * hourMs,
    netResolutionMs: 3 * hourMs,
    waitedMs: 4 * hourMs,
  });
  const withoutStart = live(step("accepted", 1), step("paused", 2), step("resolved", 10)).ticket;
  expect(reportOf(withoutStart, halfOpen).netResolutionMs).toBeNull();
});

test("a note after the end changes nothing but who did something last", () => {
  const { ticket, report } = live(step("resolved", 1), step("closed", 2), step("noted", 3, "stf_b"));
  expect(ticket.status).toBe("closed");
  expect(report).toMatchObject({ reopenings: 0, handOvers: 1, actorChanges: 1 });
});

test("a wait ends with whatever goes on, and does not count for the net resolution", () => {
  const { report, types } = live(
    step("accepted", 1),
    step("paused", 2),
    step("noted", 3),
    step("accepted", 6, "stf_b"),
    step("paused", 8),
    step("paused", 9),
    step("resolved", 10),
  );
  expect(types.filter((type) => type === "ticket.resumed")).toHaveLength(2);
  expect(types.filter((type) => type === "ticket.paused")).toHaveLength(3);
  expect(report).toMatchObject({
    resolutionMs: 10 * hourMs,
    waitedMs: 6 * hourMs,
    netResolutionMs: 4 * hourMs,
    handlerChanges: 1,
  });
});

test("what nobody in particular did changes no hands", () => {
  const { report, types } = live(step("accepted", 1, null), step("escalated", 2, null), step("resolved", 3));
  expect(types).toContain("ticket.started");
  expect(report).toMatchObject({ handOvers: 0, escalations: 1, firstTouchMs: hourMs });
});

test.each(["stf_b", null])(
  "what goes on after it was closed without a resolution is open again (%s)",
  (by) => {
    const { ticket } = live(step("accepted", 1), step("closed", 2), step("accepted", 3, by));
    expect(ticket.closedAt).toBeNull();
    expect(ticket.figures?.lastClosedAt).toBe(hours(2));
  },
);

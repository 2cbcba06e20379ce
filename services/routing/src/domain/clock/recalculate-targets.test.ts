import { ticketEscalatedV1, ticketReopened } from "@shouwen/contracts/events/ticket";
import { slaTargetRecalculated } from "@shouwen/contracts/events/ticket-promises";
import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  context,
  escalation,
  handledBy,
  lead,
  maya,
  minutesLater,
  resolvedTicket,
  victor,
} from "../../../test/tickets.ts";
import { reprioritiseTicket } from "../ticket/reclassify-ticket.ts";
import { about, type Target, type Ticket, unknownTicket } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import { clocksOf } from "./clock.ts";
import { recalculateTargets } from "./recalculate-targets.ts";

const openingContext = context();
const [response, resolution] = aTicket().targets as [Target, Target];
const calendarOf = () => openingContext.calendar.body;

test("a promise that is made anew without steps keeps none, and one reopened without promises has none anew", () => {
  const said = { ...about(aTicket(), at), by: maya.id };
  const moved = slaTargetRecalculated.of({
    ...said,
    target: "response",
    dueAt: minutesLater(20),
    fromDueAt: response.dueAt,
    responsibleId: null,
    policyVersion: "p@2",
    fromPolicyVersion: "p@1",
    calendarVersion: "c@1",
  });
  expect(after([moved], aTicket()).targets[0]).toMatchObject({
    dueAt: minutesLater(20),
    policyVersion: "p@2",
  });
  const old = ticketReopened.of({ ...said, reason: "manual", words: null, reopening: 1 });
  expect(after([old], aTicket()).targets).toEqual(aTicket().targets);
  expect(clocksOf([old as TicketFact], { calendarOf, now: at })).toEqual([]);
  const first = ticketEscalatedV1.of({ ...said, level: 2, nature: "hierarchic", reason: "manual" });
  expect(after([first], aTicket())).toMatchObject({ escalationLevel: 2 });
});

test("a promise that was told of, but keeps no steps, has none left when it is made anew", () => {
  const told = handledBy(victor.id, { targets: [{ ...resolution, told: true }] });
  const [fact] = recalculateTargets(
    { by: maya.id, terms: { ...openingContext, sla: { ...openingContext.sla, policyVersionId: "p@2" } } },
    told,
    at,
  );
  expect(fact?.data).toMatchObject({ steps: [] });
});

test("a ticket that matters sooner is due sooner, from the moment at which it was received", () => {
  const soon = { actor: maya, priority: "urgent" as const, terms: openingContext, escalation };
  const facts = reprioritiseTicket(soon, aTicket(), minutesLater(10));
  expect(facts[0]?.data).toMatchObject({ priority: "urgent", fromPriority: "normal" });
  const ticket = after(facts, aTicket());
  expect(ticket.targets.map(({ dueAt }) => dueAt)).toEqual([minutesLater(15), minutesLater(60)]);
  expect(reprioritiseTicket(soon, ticket, at)).toEqual([]);
});

test("a step of the ladder that was taken is not taken again when a promise moves", () => {
  const [response, resolution] = aTicket().targets;
  if (!response || !resolution) throw new Error("no promises");
  const steps = [{ stepId: "broken", at: resolution.dueAt }];
  const told = aTicket({ targets: [response, { ...resolution, told: true, steps }] });
  const facts = reprioritiseTicket(
    { actor: maya, priority: "urgent", terms: openingContext, escalation },
    told,
    at,
  );
  expect(after(facts, told).targets[1]?.steps).toEqual([{ stepId: "broken", at: minutesLater(60) }]);
});

test("other rules hold for an open ticket only on demand, and leave what is kept, broken or given to the customer", () => {
  const terms = {
    ...openingContext,
    sla: { policyVersionId: "pol_sla_group@2", body: openingContext.sla.body },
  };
  const [response, resolution] = aTicket().targets;
  if (!response || !resolution) throw new Error("no promises");
  const replyBy = { ...response, name: "reply_by" as const };
  const ticket = aTicket({ targets: [{ ...response, state: "breached" }, resolution, replyBy] });
  const facts = recalculateTargets({ by: lead.id, terms }, ticket, at);
  expect(facts.map(({ data }) => (data as { target: string }).target)).toEqual(["resolution"]);
  expect(facts[0]?.data).toMatchObject({
    fromPolicyVersion: "p@1",
    policyVersion: "pol_sla_group@2",
    by: lead.id,
  });
  expect(recalculateTargets({ by: lead.id, terms }, after(facts, ticket), at)).toEqual([]);
  // What is promised later is promised under them, too, whatever was kept or broken under the old ones.
  expect(after(facts, ticket).pinned?.policyVersion).toBe("pol_sla_group@2");
  for (const closed of [resolvedTicket(), aTicket({ mode: "history" }), unknownTicket])
    expect(recalculateTargets({ by: lead.id, terms }, closed, at)).toEqual([]);
});

test("a promise is made anew when its rule, its calendar or its moment is another, and not when all are the same", () => {
  const { sla, calendar: days } = openingContext;
  const ticket = after(recalculateTargets({ by: lead.id, terms: openingContext }, aTicket(), at), aTicket());
  const told = (terms: typeof openingContext) =>
    recalculateTargets({ by: lead.id, terms }, ticket, at).map(
      ({ data }) => (data as { target: string }).target,
    );
  expect(told(openingContext)).toEqual([]);
  expect(told({ ...openingContext, sla: { ...sla, policyVersionId: "pol_sla_group@9" } })).toHaveLength(2);
  expect(
    told({ ...openingContext, calendar: { ...days, policyVersionId: "pol_calendars_group@9" } }),
  ).toHaveLength(2);
  const longer = sla.body.rules.map((rule) =>
    rule.target === "response" ? { ...rule, withinMs: rule.withinMs * 2 } : rule,
  );
  expect(told({ ...openingContext, sla: { ...sla, body: { ...sla.body, rules: longer } } })).toEqual([
    "response",
  ]);
});

test("what matters sooner moves only the promises that have another moment, and never the customer's own date", () => {
  const soon = { actor: maya, priority: "urgent" as const, terms: openingContext, escalation };
  const once = after(reprioritiseTicket(soon, aTicket(), at), aTicket());
  const [response, resolution] = once.targets;
  if (!response || !resolution) throw new Error("no promises");
  const replyBy = { ...response, name: "reply_by" as const, dueAt: minutesLater(600) };
  const mixed = aTicket({ targets: [response, { ...resolution, dueAt: minutesLater(999) }, replyBy] });
  const said = reprioritiseTicket(soon, mixed, at).map(({ data }) => data);
  expect(said).toMatchObject([{ targets: [{ name: "resolution" }] }]);
});

test("a promise that is made anew counts the waits that are over", () => {
  const waits = [{ from: minutesLater(5), to: minutesLater(35) }];
  const terms = { ...openingContext, sla: { ...openingContext.sla, policyVersionId: "pol_sla_group@2" } };
  const [, resolution] = recalculateTargets({ by: lead.id, terms }, handledBy(victor.id, { waits }), at);
  expect(resolution?.data).toMatchObject({ dueAt: minutesLater(270) });
});

test("a promise that began after a wait has nothing to do with it, and one in which a wait ended only with its end", () => {
  const waits = [{ from: minutesLater(-600), to: minutesLater(-300) }];
  const soon = { actor: maya, priority: "urgent" as const, terms: openingContext, escalation };
  const [response, resolution] = aTicket().targets;
  if (!response || !resolution) throw new Error("no promises");
  const targets = [response, { ...resolution, startedAt: at }];
  const dueOf = (ticket: Ticket) => after(reprioritiseTicket(soon, ticket, at), ticket).targets[1]?.dueAt;
  expect(dueOf(aTicket({ targets, waits }))).toBe(minutesLater(60));
  const half = [{ from: minutesLater(-600), to: minutesLater(10) }];
  expect(dueOf(aTicket({ targets, waits: half }))).toBe(minutesLater(70));
});

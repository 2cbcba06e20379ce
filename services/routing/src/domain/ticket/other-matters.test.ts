import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  bruno,
  codeOf,
  context,
  escalation,
  handledBy,
  lead,
  maya,
  minutesLater,
  offeredTo,
  resolvedTicket,
  subTask,
  typesOf,
  victor,
} from "../../../test/tickets.ts";
import { recalculateTargets } from "../clock/recalculate-targets.ts";
import { cancelTicket } from "./end-ticket.ts";
import { linkTicket, mergeTicket, takeInTicket, unmergeTicket } from "./link-tickets.ts";
import { reprioritiseTicket } from "./reclassify-ticket.ts";
import { type Ticket, unknownTicket } from "./ticket.ts";
import { pauseTicket } from "./work-on-ticket.ts";

const openingContext = context();
const calendar = openingContext.calendar.body;

const other = aTicket({ profileId: "pro_a" });

test("a link is said once, taken away once, and never to the ticket itself or to another property's", () => {
  const link = { actor: bruno, other, relation: "related" as const, isLinked: true };
  const linked = after(linkTicket(link, aTicket(), at), aTicket());
  expect(linked.links).toEqual([{ relation: "related", otherTicketId: other.ticketId }]);
  expect(linkTicket(link, linked, at)).toEqual([]);
  expect(after(linkTicket({ ...link, isLinked: false }, linked, at), linked).links).toEqual([]);
  expect(linkTicket({ ...link, isLinked: false }, aTicket(), at)).toEqual([]);
  expect(codeOf(() => linkTicket({ ...link, other: undefined }, linked, at))).toBe("ticket.not_found");
  expect(codeOf(() => linkTicket({ ...link, other: { ...other, propertyId: "prp_b" } }, linked, at))).toBe(
    "ticket.not_found",
  );
  expect(codeOf(() => linkTicket({ ...link, other: linked }, linked, at))).toBe("ticket.link_to_itself");
});

const mine = (overrides = {}) => aTicket({ profileId: "pro_a", ...overrides });
const merge = { actor: maya, into: other, calendar };

test("a merged ticket goes on in another one of its customer, and nothing of it is lost", () => {
  const merged = after(
    mergeTicket(merge, offeredTo(victor.id, { profileId: "pro_a" }), at),
    offeredTo(victor.id),
  );
  expect(merged).toMatchObject({ status: "merged", merged: { into: other.ticketId, from: "queued" } });
  expect(merged.targets.map(({ state }) => state)).toEqual(["paused", "paused"]);
  expect(mergeTicket(merge, merged, at)).toEqual([]);
  const alone = after(
    unmergeTicket({ actor: maya, calendar, intoTicketId: other.ticketId }, merged, minutesLater(100)),
    merged,
  );
  expect(alone).toMatchObject({ status: "queued", merged: null });
  expect(alone.targets.map(({ dueAt, state }) => [dueAt, state])).toEqual([
    [minutesLater(115), "running"],
    [minutesLater(340), "running"],
  ]);
});

test("who leaves the ticket in which it went on must know which one that is", () => {
  const merged = after(mergeTicket(merge, mine(), at), mine());
  const leave = { actor: maya, calendar, intoTicketId: "tic_before" };
  expect(codeOf(() => unmergeTicket(leave, merged, at))).toBe("ticket.merged_elsewhere");
});

test("the other one of a merge says once that it was taken in, and once that it left", () => {
  const takeIn = { actor: maya, otherTicketId: "tic_mine", isTakenIn: true };
  const taken = after(takeInTicket(takeIn, other, at), other);
  expect(taken.links).toEqual([{ relation: "merged_from", otherTicketId: "tic_mine" }]);
  expect(takeInTicket(takeIn, taken, at)).toEqual([]);
  const left = after(takeInTicket({ ...takeIn, isTakenIn: false }, taken, at), taken);
  expect(left.links).toEqual([]);
  expect(takeInTicket({ ...takeIn, isTakenIn: false }, aTicket({ status: "merged" }), at)).toEqual([]);
});

test("what waits stops waiting when it is merged; who works on it does so again when it stands alone", () => {
  const pause = { reason: "parts", pausedBy: ["parts"], actor: victor } as const;
  const waiting = after(
    pauseTicket(pause, handledBy(victor.id), at),
    handledBy(victor.id, { profileId: "pro_a" }),
  );
  const facts = mergeTicket(merge, waiting, minutesLater(10));
  expect(typesOf(facts)).toEqual(["ticket.resumed", "ticket.merged"]);
  const alone = after(
    unmergeTicket(
      { actor: maya, calendar, intoTicketId: other.ticketId },
      after(facts, waiting),
      minutesLater(20),
    ),
    after(facts, waiting),
  );
  expect(alone).toMatchObject({ status: "in_progress", handlerId: victor.id });
});

test("tickets of nobody by name are not known to be one customer's, and a promise that is due breaks first", () => {
  const nameless = { ...merge, into: aTicket() };
  expect(codeOf(() => mergeTicket(nameless, aTicket(), at))).toBe("ticket.other_customer");
  expect(typesOf(mergeTicket(merge, mine(), minutesLater(16)))).toEqual([
    "sla_target.breached",
    "ticket.merged",
  ]);
});

test("what becomes of a parent becomes of its child: only who handles the child says so, while both are open", () => {
  const child = { actor: maya, other, relation: "child_of" as const, isLinked: true };
  expect(linkTicket(child, aTicket(), at)).toHaveLength(1);
  expect(codeOf(() => linkTicket({ ...child, actor: bruno }, aTicket(), at))).toBe("ticket.not_the_handler");
  expect(codeOf(() => linkTicket(child, resolvedTicket(), at))).toBe("ticket.not_allowed_now");
  expect(codeOf(() => linkTicket({ ...child, other: resolvedTicket() }, aTicket(), at))).toBe(
    "ticket.not_allowed_now",
  );
  const linked = after(linkTicket(child, aTicket(), at), aTicket());
  const away = { ...child, isLinked: false };
  expect(codeOf(() => linkTicket({ ...away, actor: bruno }, linked, at))).toBe("ticket.not_the_handler");
  expect(linkTicket(away, { ...linked, status: "resolved" }, at)).toHaveLength(1);
  expect(linkTicket(child, linked, at)).toEqual([]);
  const loop = { ...child, other: { ...linked, ticketId: "tic_child" } };
  expect(codeOf(() => linkTicket(loop, other, at))).toBe("ticket.parent_is_child");
  const second = { ...other, ticketId: "tic_second" };
  expect(codeOf(() => linkTicket({ ...child, other: second }, linked, at))).toBe("ticket.has_another_parent");
});

test("a ticket with an open piece, or a notice, neither goes on in another one nor is withdrawn", () => {
  const withSubTask = { ...mine(), subTasks: [{ ...subTask, state: "open" as const }] };
  expect(codeOf(() => mergeTicket(merge, withSubTask, at))).toBe("ticket.sub_tasks_open");
  const notice = { noticeId: "vio_1", dueAt: at, repeat: 0, inspections: 0, passed: false };
  expect(codeOf(() => mergeTicket(merge, { ...mine(), notice }, at))).toBe("ticket.not_reinspected");
  const cancel = { actor: maya, reason: "taken_by_mistake" };
  expect(codeOf(() => cancelTicket(cancel, { ...mine(), notice }, at))).toBe("ticket.not_reinspected");
  expect(cancelTicket(cancel, { ...mine(), notice: { ...notice, passed: true } }, at)).toHaveLength(1);
});

test("different customers' tickets, and those that are over, are not merged", () => {
  expect(codeOf(() => mergeTicket({ ...merge, into: { ...other, profileId: "pro_b" } }, mine(), at))).toBe(
    "ticket.other_customer",
  );
  expect(codeOf(() => mergeTicket({ ...merge, into: { ...other, status: "closed" } }, mine(), at))).toBe(
    "ticket.not_allowed_now",
  );
  expect(codeOf(() => mergeTicket({ ...merge, actor: bruno }, mine(), at))).toBe("ticket.not_the_owner");
  expect(
    codeOf(() => unmergeTicket({ actor: maya, calendar, intoTicketId: other.ticketId }, aTicket(), at)),
  ).toBe("ticket.not_allowed_now");
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

test("a ticket that goes on in another one is not withdrawn by itself", () => {
  const merged = after(mergeTicket(merge, mine(), at), mine());
  expect(codeOf(() => cancelTicket({ actor: maya, reason: "duplicate" }, merged, at))).toBe(
    "ticket.not_allowed_now",
  );
});

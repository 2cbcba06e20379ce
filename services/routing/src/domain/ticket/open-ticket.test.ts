import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import { after, at, context, minutesLater, staffed, teamed, typesOf } from "../../../test/tickets.ts";
import { routingPolicy, shippedSla, slaPolicy } from "../policy/policies.ts";
import { openTicket } from "./open-ticket.ts";
import { unknownTicket } from "./ticket.ts";

const open = (request = aRequest({ receivedAt: at }), openingContext = context()) =>
  openTicket({ request, context: openingContext }, unknownTicket, at);

const agent = staffed("stf_leo", { roles: ["agent"] });

test("a request that was heard before opens nothing again", () => {
  const opened = after(open());
  expect(openTicket({ request: aRequest(), context: context() }, opened, at)).toEqual([]);
});

test("whoever took the request owns it, though others are on duty", () => {
  const ticket = after(
    open(aRequest({ takenBy: "stf_maya" }), context({ staff: [agent], defaultOwnerId: "stf_boss" })),
  );
  expect(ticket.ownerId).toBe("stf_maya");
});

test("on a self-service channel the duty agent becomes the owner", () => {
  const facts = open(aRequest({ takenBy: null }), context({ staff: [agent], defaultOwnerId: "stf_boss" }));
  expect(after(facts).ownerId).toBe("stf_leo");
  expect(facts).toContainEqual(
    expect.objectContaining({ data: expect.objectContaining({ reason: "duty_agent" }) }),
  );
});

test.each([
  ["off duty", { onDuty: false }],
  ["not an agent", { roles: ["staff" as const] }],
  ["gone", { employed: false }],
])("somebody who is %s is no duty agent: the default owner answers", (_why, overrides) => {
  const staff = [staffed("stf_leo", { roles: ["agent"], ...overrides })];
  expect(
    after(open(aRequest({ takenBy: null }), context({ staff, defaultOwnerId: "stf_boss" }))).ownerId,
  ).toBe("stf_boss");
});

test("a request that nobody can own opens all the same, and somebody with authority hears of it", () => {
  const facts = open(aRequest({ takenBy: null }));
  expect(after(facts)).toMatchObject({ ownerId: null, status: "queued", escalationLevel: 1 });
  expect(typesOf(facts)).toContain("ticket.escalated");
});

test("the duty agents share what comes in", () => {
  const staff = [agent, staffed("stf_maya", { roles: ["agent"] })];
  const owners = Array.from(
    { length: 200 },
    () => after(open(aRequest({ takenBy: null }), context({ staff }))).ownerId,
  );
  const maya = owners.filter((owner) => owner === "stf_maya").length;
  expect(maya).toBeGreaterThan(60);
  expect(maya).toBeLessThan(140);
});

test("promises run from the moment the request was received, under the versions in force", () => {
  const ticket = after(open(aRequest({ receivedAt: minutesLater(-10) })));
  expect(ticket.targets).toMatchObject([
    {
      name: "response",
      dueAt: minutesLater(5),
      policyVersion: "pol_sla_group@1",
      calendarVersion: "pol_calendars_group@1",
      state: "running",
    },
    {
      name: "resolution",
      dueAt: minutesLater(230),
      policyVersion: "pol_sla_group@1",
      calendarVersion: "pol_calendars_group@1",
      state: "running",
    },
  ]);
});

test("an emergency is answered in five minutes, a complaint closed within a day", () => {
  const due = (kind: "emergency" | "complaint") =>
    after(open(aRequest({ kind, receivedAt: at }))).targets.map(({ dueAt }) => dueAt);
  expect(due("emergency")).toEqual([minutesLater(5), minutesLater(60)]);
  expect(due("complaint")).toEqual([minutesLater(15), minutesLater(24 * 60)]);
});

test("a date promised to the customer is a promise of its own", () => {
  const replyBy = minutesLater(2_000);
  const ticket = after(open(aRequest({ replyBy })));
  expect(ticket.targets.at(-1)).toMatchObject({ name: "reply_by", dueAt: replyBy });
});

test("a policy that names no rule for a target makes no such promise", () => {
  const body = slaPolicy.parse({
    rules: [{ target: "response", withinMs: 60_000 }],
    acceptWithinMs: 1,
    graceMs: 1,
    pausedBy: [],
  });
  const ticket = after(open(aRequest(), context({ sla: { policyVersionId: "p@1", body } })));
  expect(ticket.targets.map(({ name }) => name)).toEqual(["response"]);
});

test("the first rule that matches and leads to a team of the property decides", () => {
  const teams = [
    teamed(),
    teamed({ teamId: "tea_lakeside_housekeeping", departmentId: "dep_lakeside_housekeeping" }),
  ];
  const ticket = after(
    open(aRequest({ kind: "repair", category: "housekeeping/linen" }), context({ teams })),
  );
  expect(ticket.teamId).toBe("tea_lakeside_housekeeping");
});

test("a rule may name a team by its whole id, and match by tier and priority", () => {
  const body = routingPolicy.parse({
    rules: [
      { id: "vip", tiers: ["A"], priorities: ["urgent"], team: "tea_lakeside_engineering" },
      { id: "rest", team: "nobody" },
    ],
  });
  const openingContext = context({ routing: { policyVersionId: "r@1", body } });
  expect(after(open(aRequest({ tier: "A", priority: "urgent" }), openingContext)).teamId).toBe(
    "tea_lakeside_engineering",
  );
  expect(after(open(aRequest({ tier: "B", priority: "urgent" }), openingContext)).teamId).toBeNull();
});

test("where no rule leads to a team, more skill is called in", () => {
  const facts = open(aRequest(), context({ teams: [] }));
  expect(facts).toContainEqual(
    expect.objectContaining({
      type: "ticket.escalated.v1",
      data: expect.objectContaining({ reason: "no_handler" }),
    }),
  );
});

test("a record of the past opens with its own times, makes no promise and ends closed if it was closed", () => {
  const request = aRequest({
    mode: "history",
    receivedAt: minutesLater(-9_000),
    takenBy: null,
    history: { closedAt: minutesLater(-8_000), note: null },
  });
  const facts = open(request);
  expect(typesOf(facts)).toEqual(["ticket.opened", "ticket.closed"]);
  expect(after(facts)).toMatchObject({
    status: "closed",
    openedAt: minutesLater(-9_000),
    closedAt: minutesLater(-8_000),
    targets: [],
  });
});

test("a record of the past that was never closed stays open and keeps its owner", () => {
  const ticket = after(open(aRequest({ mode: "history", takenBy: "stf_maya" })));
  expect(ticket).toMatchObject({ status: "queued", ownerId: "stf_maya" });
});

test("a chat is promised a reply in a minute, and a category what its own rule says", () => {
  const targetsOf = (overrides: Parameters<typeof aRequest>[0], openingContext = context()) =>
    after(open(aRequest({ receivedAt: at, ...overrides }), openingContext)).targets.map(({ dueAt }) => dueAt);
  expect(targetsOf({ channel: "wechat", kind: "emergency" })).toEqual([minutesLater(1), minutesLater(60)]);
  const pools = { target: "resolution" as const, categoryStartsWith: ["spa/pool"], withinMs: 60_000 };
  const body = slaPolicy.parse({ ...shippedSla, rules: [pools, ...shippedSla.rules] });
  const openingContext = context({ sla: { policyVersionId: "v", body } });
  const resolutionOf = (category: string) => targetsOf({ category }, openingContext)[1];
  expect(resolutionOf("spa/pool/heating")).toBe(minutesLater(1));
  expect(resolutionOf("spa/poolside")).not.toBe(minutesLater(1));
});

test("a customer who comes back about what was over reaches its owner, and the new ticket follows the old one", () => {
  const comesBackAbout = { ticketId: "tic_before", ownerId: agent.staffId };
  const customer = { returnsTo: "stf_other", complaints: 0, comesBackAbout };
  const openingContext = context({ customer, staff: [agent, staffed("stf_other", { roles: ["agent"] })] });
  const ticket = after(open(aRequest({ takenBy: null }), openingContext));
  expect(ticket).toMatchObject({
    ownerId: agent.staffId,
    links: [{ relation: "follow_up_of", otherTicketId: "tic_before" }],
  });
  // Whoever takes the call does not take the matter from its owner; while that one is away, they do.
  expect(after(open(aRequest({ takenBy: "stf_other" }), openingContext)).ownerId).toBe(agent.staffId);
  const away = [{ ...agent, onDuty: false }];
  expect(after(open(aRequest({ takenBy: "stf_other" }), { ...openingContext, staff: away })).ownerId).toBe(
    "stf_other",
  );
  const nobodys = { ...customer, comesBackAbout: { ...comesBackAbout, ownerId: null } };
  expect(after(open(aRequest({ takenBy: null }), { ...openingContext, customer: nobodys })).ownerId).toBe(
    "stf_other",
  );
});

test("a default owner who has left owns nothing new: it opens ownerless, and is escalated", () => {
  const gone = staffed("stf_boss", { employed: false });
  const facts = open(aRequest({ takenBy: null }), context({ staff: [gone], defaultOwnerId: "stf_boss" }));
  expect(after(facts).ownerId).toBeNull();
  expect(typesOf(facts)).toContain("ticket.escalated.v2");
});

test("a ticket opens under the number that people will call it by, one of the past too", () => {
  const past = { mode: "history", history: { closedAt: minutesLater(60), note: null } } as const;
  for (const overrides of [{}, past]) {
    const request = aRequest({ receivedAt: at, ...overrides });
    const facts = openTicket({ request, context: context(), number: "S26-0042" }, unknownTicket, at);
    expect(facts[0]?.data).toMatchObject({ number: "S26-0042" });
    expect(after(facts).number).toBe("S26-0042");
  }
});

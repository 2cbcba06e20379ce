import { randomUUID } from "node:crypto";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shippedSla } from "../src/domain/policies.ts";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam } from "./facts.ts";
import { type Bearer, type House, openHouse } from "./house.ts";

let house: House;
const own = randomUUID().slice(0, 8);
const propertyId = `prp_${own}`;
const teams = ["engineering", "housekeeping", "fnb"].map((name) => ({
  teamId: `tea_${own}_${name}`,
  departmentId: `dep_${own}_${name}`,
}));
const bearer = (name: string, ...roles: string[]): Bearer => ({
  sub: `stf_${own}_${name}`,
  roles,
  properties: [propertyId],
});
const maya = bearer("maya", "agent");
const boss = bearer("boss", "manager");
const handlers = ["victor", "hanna", "fei"].map((name) => bearer(name, "staff"));
const [victor, hanna, fei] = handlers as [Bearer, Bearer, Bearer];

const responseMs = 1_500;

beforeAll(async () => {
  house = await openHouse(maya);
  await house.hear(aProperty({ propertyId }));
  for (const team of teams) await house.hear(aTeam({ propertyId, ...team }));
  for (const [n, { sub }] of handlers.entries())
    await house.hear(
      aStaff(sub, {
        propertyId,
        teamIds: [teams[n]?.teamId ?? ""],
        departmentId: teams[n]?.departmentId ?? null,
      }),
    );
  await house.hear(aStaff(maya.sub, { propertyId, roles: ["agent"], teamIds: [], departmentId: null }));
  await house.hear(aStaff(boss.sub, { propertyId, roles: ["manager"], teamIds: [], departmentId: null }));
  await eventually(async () =>
    expect(await house.query("select 1 from known_state where id like $1", [`%${own}%`])).toHaveLength(9),
  );
  const body = {
    ...shippedSla,
    rules: [
      { target: "response", kinds: ["complaint"], withinMs: 900_000 },
      { target: "response", withinMs: responseMs },
      { target: "resolution", kinds: ["inquiry"], withinMs: 2_500 },
      { target: "resolution", withinMs: 3_600_000 },
    ],
    acceptWithinMs: 60_000,
  };
  const published = await house.call("/v1/policies/sla", { as: boss, body: { scope: propertyId, body } });
  expect(published.status).toBe(201);
  await eventually(async () => {
    const { body: inForce } = await house.call(`/v1/policies/sla?propertyId=${propertyId}`);
    expect(inForce.version).toBe(1);
  });
});

afterAll(() => house.close());

const ask = async (overrides = {}) => {
  const request = aRequest({
    propertyId,
    takenBy: maya.sub,
    kind: "repair",
    category: "other",
    ...overrides,
  });
  await house.hear(aRequestFact(request));
  return request.ticketId;
};
const say = async (ticketId: string, what: string, as: Bearer, body: object = {}) => {
  const answer = await house.call(`/v1/tickets/${ticketId}/${what}`, { as, body });
  return answer;
};
const ticketOf = async (ticketId: string) => (await house.call(`/v1/tickets/${ticketId}`)).body;
const inStatus = (ticketId: string, status: string) =>
  eventually(async () => expect((await ticketOf(ticketId)).status).toBe(status));
const eventsOf = async (ticketId: string, type: string) => {
  const { body } = await house.call(`/v1/tickets/${ticketId}/timeline`);
  return body.events
    .filter((event: { type: string }) => event.type === type)
    .map(({ data }: { data: object }) => data);
};
const inProgress = async (overrides = {}) => {
  const ticketId = await ask(overrides);
  await inStatus(ticketId, "offered");
  await say(ticketId, "accept", victor);
  await say(ticketId, "start", victor);
  return ticketId;
};

test("a ticket that moves three times keeps its owner and its promises, and its owner hears of everything overdue", async () => {
  const ticketId = await ask({ kind: "inquiry", category: "engineering/lifts" });
  for (const [n, handler] of handlers.entries()) {
    await eventually(async () => expect((await ticketOf(ticketId)).offeredTo).toBe(handler.sub));
    expect((await say(ticketId, "accept", handler)).status).toBe(200);
    const next = teams[n + 1];
    if (next) expect((await say(ticketId, "hand-over", handler, { toTeamId: next.teamId })).status).toBe(200);
  }
  const before = (await eventsOf(ticketId, "ticket.opened.v1"))[0];
  await eventually(async () =>
    expect(await eventsOf(ticketId, "sla_target.breached.v1")).not.toHaveLength(0),
  );
  await eventually(async () =>
    expect((await eventsOf(ticketId, "ticket.escalated.v2")).length).toBeGreaterThan(2),
  );
  await say(ticketId, "resolve", fei);

  const ticket = await ticketOf(ticketId);
  expect(ticket.ownerId).toBe(maya.sub);
  for (const target of before.targets)
    expect(ticket.targets.find(({ name }: { name: string }) => name === target.name).dueAt).toBe(
      target.dueAt,
    );

  const { body } = await house.call(`/v1/tickets/${ticketId}/segments`);
  const held = (role: string) => body.segments.filter((segment: { role: string }) => segment.role === role);
  expect(held("owner")).toHaveLength(1);
  expect(held("handler").map(({ id }: { id: string }) => id)).toEqual(handlers.map(({ sub }) => sub));
  for (const segment of held("handler")) expect(segment.minutes).toBeGreaterThanOrEqual(0);
  expect(body.pingPongs).toBe(0);

  for (const { toldIds } of await eventsOf(ticketId, "sla_target.breached.v1"))
    expect(toldIds).toContain(maya.sub);
  const overdue = (await eventsOf(ticketId, "ticket.escalated.v2")).filter(({ reason }: { reason: string }) =>
    reason.startsWith("target_"),
  );
  for (const { toldIds } of overdue) expect(toldIds).toContain(maya.sub);
  const { body: clocks } = await house.call(`/v1/tickets/${ticketId}/clock`);
  expect(clocks.clocks.filter(({ name }: { name: string }) => name === "resolution")).toHaveLength(1);
  expect(clocks.clocks.filter(({ name }: { name: string }) => name === "accept")).toHaveLength(3);
});

test("nobody is told twice for one step, and an acknowledged escalation stops climbing", async () => {
  const ticketId = await ask({ category: "engineering" });
  await eventually(async () => expect((await ticketOf(ticketId)).escalationLevel).toBe(1));
  expect((await say(ticketId, "acknowledge", victor)).status).toBe(403);
  expect((await say(ticketId, "acknowledge", maya)).status).toBe(200);
  await eventually(async () => expect(await eventsOf(ticketId, "sla_target.breached.v1")).toHaveLength(1));
  await eventually(async () => {
    const { targets } = await ticketOf(ticketId);
    const response = targets.find(({ name }: { name: string }) => name === "response");
    expect(Date.now()).toBeGreaterThan(Date.parse(response.dueAt) + responseMs);
  });
  const steps = (await eventsOf(ticketId, "ticket.escalated.v2")).map(
    ({ stepId }: { stepId: string }) => stepId,
  );
  expect(steps).toEqual(["nears"]);
});

test("pieces of the work go to other departments, and the whole is done when they are", async () => {
  const ticketId = await inProgress();
  const carpet = {
    title: "Dry the carpet",
    forTeamId: teams[1]?.teamId,
    dueAt: new Date(Date.now() + 400).toISOString(),
  };
  const added = await say(ticketId, "sub-tasks", victor, carpet);
  expect(added.body.subTasks).toMatchObject([{ title: carpet.title, state: "open" }]);
  expect((await say(ticketId, "resolve", victor)).status).toBe(409);
  await eventually(async () => expect((await ticketOf(ticketId)).subTasks[0].state).toBe("overdue"));
  const url = `sub-tasks/${added.body.subTasks[0].subTaskId}/done`;
  expect((await say(ticketId, url, fei)).status).toBe(403);
  expect((await say(ticketId, url, hanna)).status).toBe(200);
  expect((await say(ticketId, "sub-tasks", victor, { planId: "rectification" })).body.subTasks).toHaveLength(
    4,
  );
  expect((await say(ticketId, "sub-tasks", victor, { planId: "no_such" })).status).toBe(404);
  expect((await say(ticketId, "resolve", victor, { outcome: "not_possible" })).status).toBe(200);
});

test("a notice is served, found not put right, found put right; how often the place had one is said", async () => {
  const place = `Unit ${own}`;
  const dueAt = new Date(Date.now() + 3_600_000).toISOString();
  const notice = { text: "Rubbish in the stairs", dueAt };
  for (const repeat of [0, 1]) {
    const ticketId = await inProgress({ kind: "violation", category: "engineering", place });
    expect((await say(ticketId, "violation-notices", victor, notice)).status).toBe(200);
    expect((await eventsOf(ticketId, "ticket.violation_notice_served.v1"))[0]).toMatchObject({ repeat });
    expect((await say(ticketId, "resolve", victor)).body.type).toBe(
      "urn:shouwen:problem:ticket.not_reinspected",
    );
    expect((await say(ticketId, "reinspections", victor, { passed: false })).status).toBe(400);
    expect((await say(ticketId, "reinspections", victor, { passed: false, dueAt })).status).toBe(200);
    expect((await say(ticketId, "reinspections", victor, { passed: true })).status).toBe(200);
    expect((await say(ticketId, "resolve", victor)).status).toBe(200);
  }
});

test("two tickets of one customer become one and two again; those of another customer are linked", async () => {
  const [one, two] = [await ask(), await ask()];
  await inStatus(one, "offered");
  await inStatus(two, "offered");
  expect((await say(one, "merge", maya, { intoTicketId: two })).body).toMatchObject({
    status: "merged",
    mergedInto: two,
  });
  expect((await say(one, "accept", victor)).status).toBe(409);
  const { body } = await house.call(`/v1/tickets?propertyId=${propertyId}&mergedInto=${two}`);
  expect(body.items.map(({ ticketId }: { ticketId: string }) => ticketId)).toEqual([one]);
  expect((await say(one, "unmerge", maya)).body.status).toBe("queued");
  const link = { otherTicketId: two, relation: "related" };
  expect((await say(one, "links", maya, link)).body.links).toEqual([link]);
  expect((await say(one, "links", maya, { ...link, isLinked: false })).body.links).toEqual([]);
});

test("within one's limit a remedy is given at once; above it the ticket waits until somebody allows it", async () => {
  const ticketId = await inProgress({ kind: "complaint", category: "engineering" });
  const remedy = (amountMinor: number, key: string) =>
    house.call(`/v1/tickets/${ticketId}/remedies`, {
      body: { kind: "voucher", value: { amountMinor, currency: "CNY" } },
      headers: { "idempotency-key": key },
    });
  const small = await remedy(6_000, "small");
  expect([small.status, small.body.status]).toEqual([201, "granted"]);
  expect((await remedy(6_000, "small")).body.remedyId).toBe(small.body.remedyId);
  // Together they would be more than an agent may give.
  const large = await remedy(5_000, "large");
  expect([large.status, large.body.status]).toEqual([202, "awaits_approval"]);
  await inStatus(ticketId, "waiting");
  const url = `/v1/approvals/${large.body.approvalId}`;
  expect((await house.call(`${url}/decide`, { as: maya, body: { decision: "approved" } })).status).toBe(403);
  const decided = await house.call(`${url}/decide`, {
    as: boss,
    body: { decision: "approved", comment: "Fair" },
  });
  expect(decided.body).toMatchObject({ status: "granted", step: null });
  await inStatus(ticketId, "in_progress");
  await eventually(async () => {
    const { body } = await house.call(`/v1/tickets/${ticketId}/remedies`);
    expect(body.items.map(({ approvalId }: { approvalId: string | null }) => approvalId).toSorted()).toEqual([
      large.body.approvalId,
      null,
    ]);
  });
  const stranger = { ...boss, properties: ["prp_elsewhere"] };
  expect((await house.call(url, { as: stranger })).status).toBe(404);
});

test("a form without what its flow requires is refused with what it lacks; asked twice under one key it is asked once", async () => {
  const form = { card: "8801", treatment: "Massage", reason: "Moved away", staffNumbers: "0137" };
  const headers = { "idempotency-key": "refund" };
  const refund = (more: object) =>
    house.call("/v1/approvals", {
      headers,
      body: { propertyId, flowId: "treatment_refund", form: { ...form, ...more } },
    });
  const refused = await refund({ colour: "red" });
  expect([refused.status, refused.body]).toMatchObject([
    422,
    { missing: ["payToDeductMinor"], unknown: ["colour"] },
  ]);
  const first = await refund({ payToDeductMinor: "20000" });
  expect([first.status, first.body.step]).toEqual([201, "customer_service"]);
  expect((await refund({ payToDeductMinor: "20000" })).body.approvalId).toBe(first.body.approvalId);
  const [row] = await house.query<{ state: object }>("select state from approval where id = $1", [
    first.body.approvalId,
  ]);
  expect(JSON.stringify(row?.state)).not.toContain("8801");
  const withdrawn = await house.call(`/v1/approvals/${first.body.approvalId}/withdraw`, { body: {} });
  expect(withdrawn.body.status).toBe("withdrawn");
});

test("what turns out to be another matter goes to the team whose it is", async () => {
  const ticketId = await ask();
  await inStatus(ticketId, "offered");
  const { body } = await say(ticketId, "recategorise", maya, { category: "housekeeping/laundry" });
  expect(body).toMatchObject({ category: "housekeeping/laundry", teamId: teams[1]?.teamId });
  expect((await say(ticketId, "reprioritise", maya, { priority: "urgent" })).body.priority).toBe("urgent");
});

test("a customer who comes back by themselves reaches the owner of their open ticket", async () => {
  const profileId = `pro_${own}`;
  await inStatus(await ask({ profileId }), "offered");
  const again = await ask({ profileId, takenBy: null });
  await inStatus(again, "offered");
  expect((await ticketOf(again)).ownerId).toBe(maya.sub);
});

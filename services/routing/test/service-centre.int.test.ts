import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aStaff } from "./facts.ts";
import { openServiceCentre, responseMs, type ServiceCentre } from "./service-centre.ts";

let centre: ServiceCentre;

beforeAll(async () => {
  centre = await openServiceCentre();
});

afterAll(() => centre.service.close());

test("a ticket that moves three times keeps its owner and its promises, and its owner hears of everything overdue", async () => {
  const { service, teams, maya, handlers, ask, say, ticketOf, eventsOf } = centre;
  const [, , fei] = centre.handlers;
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

  const { body } = await service.call(`/v1/tickets/${ticketId}/segments`);
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
  const { body: clocks } = await service.call(`/v1/tickets/${ticketId}/clock`);
  expect(clocks.clocks.filter(({ name }: { name: string }) => name === "resolution")).toHaveLength(1);
  expect(clocks.clocks.filter(({ name }: { name: string }) => name === "accept")).toHaveLength(3);
});

test("nobody is told twice for one step, and an acknowledged escalation stops climbing", async () => {
  const { maya, handlers, ask, say, ticketOf, eventsOf } = centre;
  const [victor] = handlers;
  const ticketId = await ask({ category: "engineering" });
  await eventually(async () => expect((await ticketOf(ticketId)).escalationLevel).toBeGreaterThan(0));
  expect((await say(ticketId, "acknowledge", victor)).status).toBe(403);
  expect((await say(ticketId, "acknowledge", maya)).status).toBe(200);
  const stepsTold = async () =>
    (await eventsOf(ticketId, "ticket.escalated.v2")).map(({ stepId }: { stepId: string }) => stepId);
  const before = await stepsTold();
  await eventually(async () => expect(await eventsOf(ticketId, "sla_target.breached.v1")).toHaveLength(1));
  await eventually(async () => {
    const { targets } = await ticketOf(ticketId);
    const response = targets.find(({ name }: { name: string }) => name === "response");
    expect(Date.now()).toBeGreaterThan(Date.parse(response.dueAt) + responseMs);
  });
  expect(await stepsTold()).toEqual(before);
  expect(before).toEqual([...new Set(before)]);
});

test("pieces of the work go to other departments, and the whole is done when they are", async () => {
  const { teams, say, ticketOf, inProgress } = centre;
  const [victor, hanna, fei] = centre.handlers;
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
  const { say, eventsOf, inProgress } = centre;
  const [victor] = centre.handlers;
  const place = `Unit ${centre.propertyId}`;
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

test("of two tickets that are merged into each other at one moment, one stays", async () => {
  const { service, propertyId, maya, ask, say, inStatus } = centre;
  const profileId = `pro_${propertyId.slice("prp_".length)}_twice`;
  for (let round = 0; round < 8; round += 1) {
    const [one, two] = [await ask({ profileId }), await ask({ profileId })];
    await inStatus(one, "offered");
    await inStatus(two, "offered");
    const answers = await Promise.all([
      say(one, "merge", maya, { intoTicketId: two }),
      say(two, "merge", maya, { intoTicketId: one }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const { body } = await service.call(`/v1/tickets?propertyId=${propertyId}&status=merged`);
    const merged = body.items.filter(({ ticketId }: { ticketId: string }) => [one, two].includes(ticketId));
    expect(merged).toHaveLength(1);
  }
});

test("two tickets of one customer become one and two again; those of another customer are linked", async () => {
  const { service, propertyId, maya, ask, say, inStatus } = centre;
  const [victor] = centre.handlers;
  const profileId = `pro_${propertyId.slice("prp_".length)}`;
  const [one, two] = [await ask({ profileId }), await ask({ profileId })];
  await inStatus(one, "offered");
  await inStatus(two, "offered");
  expect((await say(one, "merge", maya, { intoTicketId: two })).body).toMatchObject({
    status: "merged",
    mergedInto: two,
  });
  expect((await say(one, "accept", victor)).status).toBe(409);
  const { body } = await service.call(`/v1/tickets?propertyId=${propertyId}&mergedInto=${two}`);
  expect(body.items.map(({ ticketId }: { ticketId: string }) => ticketId)).toEqual([one]);
  const linksOf = async (id: string) => (await service.call(`/v1/tickets/${id}`)).body.links;
  expect(await linksOf(two)).toEqual([{ relation: "merged_from", otherTicketId: one }]);
  expect((await say(one, "unmerge", maya)).body.status).toBe("queued");
  expect(await linksOf(two)).toEqual([]);
  const link = { otherTicketId: two, relation: "related" };
  expect((await say(one, "links", maya, link)).body.links).toEqual([link]);
  expect((await say(one, "links", maya, { ...link, isLinked: false })).body.links).toEqual([]);
});

test("of two who have nothing to do, the one who was done with something longer ago is asked", async () => {
  const { service, propertyId, teams, handlers, ask, say, ticketOf } = centre;
  const [, , fei] = handlers;
  const { teamId = "", departmentId = null } = teams[2] ?? {};
  const gao = { sub: fei.sub.replace("_fei", "_gao"), roles: ["staff"], properties: [propertyId] };
  await service.publish(aStaff(gao.sub, { propertyId, teamIds: [teamId], departmentId }));
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id = $1", [gao.sub])).toHaveLength(1),
  );
  const serve = async (): Promise<string> => {
    const ticketId = await ask({ category: "fnb/breakfast" });
    const who = await eventually(async () => {
      const { offeredTo } = await ticketOf(ticketId);
      expect([fei.sub, gao.sub]).toContain(offeredTo);
      return offeredTo as string;
    });
    const as = who === fei.sub ? fei : gao;
    expect((await say(ticketId, "accept", as)).status).toBe(200);
    expect((await say(ticketId, "resolve", as)).status).toBe(200);
    return who;
  };
  // The assigner looks at who is there once a second: until then Gao is not asked.
  await eventually(async () => expect(await serve()).toBe(gao.sub));
  expect([await serve(), await serve(), await serve()]).toEqual([fei.sub, gao.sub, fei.sub]);
});

test("what the timer of the grace window left open is closed all the same, unless the customer is still to be called", async () => {
  const { service, handlers, inProgress, inStatus, say } = centre;
  const [victor] = handlers;
  const [forgotten, called] = [await inProgress(), await inProgress()];
  for (const ticketId of [forgotten, called]) await say(ticketId, "resolve", victor);
  await service.query("delete from timer where aggregate_id = any($1) and kind = 'grace'", [
    [forgotten, called],
  ]);
  const over = JSON.stringify(new Date(Date.now() - 3_600_000).toISOString());
  await service.query("update ticket set state = jsonb_set(state, '{closesAt}', $2) where id = any($1)", [
    [forgotten, called],
    over,
  ]);
  const open = { resolution: 1, open: true };
  await service.query("insert into ticket_callback (id, version, state) values ($1, 1, $2)", [called, open]);
  await service.query("delete from cron_run where name = 'close-tickets-past-their-grace'");
  await inStatus(forgotten, "closed");
  expect((await centre.ticketOf(called)).status).toBe("resolved");
});

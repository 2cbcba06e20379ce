import { randomUUID } from "node:crypto";
import { callbackCompleted } from "@shouwen/contracts/events/callback";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

// Other tests say things on the same topics: everything here has names of its own.
const own = randomUUID().slice(0, 8);
const propertyId = `prp_${own}`;
const teamId = `tea_${own}_engineering`;
const mayaId = `stf_${own}_maya`;
const victorId = `stf_${own}_victor`;
const victor = { sub: victorId, roles: ["staff"], properties: [propertyId] };
const maya = { sub: mayaId, roles: ["agent"], properties: [propertyId] };

beforeAll(async () => {
  service = await openService(maya);
  await service.publish(aProperty({ propertyId }));
  await service.publish(aTeam({ propertyId, teamId }));
  await service.publish(aStaff(victorId, { propertyId, teamIds: [teamId] }));
  await service.publish(aStaff(mayaId, { propertyId, roles: ["agent"], teamIds: [], departmentId: null }));
  // States and requests lie on different topics: the house must be known before anybody asks.
  const known = [propertyId, teamId, victorId, mayaId];
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id = any($1)", [known])).toHaveLength(4),
  );
});

afterAll(() => service.close());

const openedTicket = async (overrides = {}) => {
  const request = aRequest({ propertyId, takenBy: mayaId, ...overrides });
  await service.publish(aRequestFact(request));
  return eventually(async () => {
    const { status, body } = await service.call(`/v1/tickets/${request.ticketId}`);
    expect(status).toBe(200);
    return body;
  });
};

test("a request becomes one ticket, owned by whoever took it and offered to somebody on duty", async () => {
  const ticket = await openedTicket();
  expect(ticket).toMatchObject({ ownerId: mayaId, teamId });
  await eventually(async () => {
    const { body } = await service.call(`/v1/tickets/${ticket.ticketId}`);
    expect(body).toMatchObject({ status: "offered", offeredTo: victorId });
  });
});

test("what a second resolution would say is never lost in silence: only the same command, or nothing new, is answered again", async () => {
  const { ticketId } = await openedTicket();
  const resolve = (body: object, headers: Record<string, string> = {}, as: Bearer = maya) =>
    service.call(`/v1/tickets/${ticketId}/resolve`, { as, body, headers });
  const first = { note: "Washer replaced" };
  const once = { "idempotency-key": `resolve-${ticketId}` };
  expect((await resolve(first, once)).body).toMatchObject({ status: "resolved" });
  expect((await resolve(first, once)).status).toBe(200);
  expect((await resolve({})).status).toBe(200);
  const boss: Bearer = { sub: `${mayaId}_boss`, roles: ["supervisor"], properties: [propertyId] };
  for (const [body, as] of [
    [{ note: "The valve, too" }, maya],
    [{ note: "The valve, too" }, boss],
    [{ outcome: "not_possible" }, maya],
  ] as const)
    expect(await resolve(body, {}, as)).toMatchObject({
      status: 409,
      body: { type: "urn:shouwen:problem:ticket.not_allowed_now", state: "resolved" },
    });
  const { body } = await service.call(`/v1/tickets/${ticketId}/timeline`);
  expect(body.events.filter(({ type }: { type: string }) => type === "ticket.resolved.v1")).toHaveLength(1);
});

test("a ticket lives from its opening to the customer's yes, and its events are numbered without a gap", async () => {
  const { ticketId, requestId } = await openedTicket();
  await eventually(async () =>
    expect((await service.call(`/v1/tickets/${ticketId}`)).body.status).toBe("offered"),
  );
  for (const step of ["accept", "start"])
    expect((await service.call(`/v1/tickets/${ticketId}/${step}`, { as: victor, body: {} })).status).toBe(
      200,
    );
  const resolved = await service.call(`/v1/tickets/${ticketId}/resolve`, {
    as: victor,
    body: { note: "Washer replaced" },
  });
  expect(resolved.body).toMatchObject({ status: "resolved", handlerId: victorId });
  await service.publish(
    callbackCompleted.of({
      callbackId: `cal_${requestId.slice(4)}-1`,
      ticketId,
      propertyId,
      kind: "repair",
      profileId: null,
      language: "zh-CN",
      ownerId: mayaId,
      handlerId: victor.sub,
      resolution: 1,
      at: new Date().toISOString(),
      outcome: "satisfied",
      rating: 5,
      words: null,
      attempts: 1,
      by: mayaId,
    }),
  );
  await eventually(async () =>
    expect((await service.call(`/v1/tickets/${ticketId}`)).body.status).toBe("closed"),
  );
  const { body } = await service.call(`/v1/tickets/${ticketId}/timeline`);
  expect(body.events.map((event: { aggSeq: number }) => event.aggSeq)).toEqual(
    body.events.map((_: unknown, index: number) => index + 1),
  );
});

test("how the clocks ran and who held it is told from the events, and only to people of the property", async () => {
  const { ticketId } = await openedTicket();
  await eventually(async () =>
    expect((await service.call(`/v1/tickets/${ticketId}`)).body.status).toBe("offered"),
  );
  const accepted = await service.call(`/v1/tickets/${ticketId}/accept`, { as: victor, body: {} });
  const pause = { as: victor, body: { reason: "parts" } };
  await service.call(`/v1/tickets/${ticketId}/pause`, pause);
  await service.call(`/v1/tickets/${ticketId}/resume`, { as: victor, body: {} });
  const { body: ticket } = await service.call(`/v1/tickets/${ticketId}`);

  const { status, body } = await service.call(`/v1/tickets/${ticketId}/clock`);
  expect(status).toBe(200);
  type Clock = {
    name: string;
    state: string;
    dueAt: string;
    usedMs: number;
    stretches: { waitingFor: string }[];
  };
  const clocks = new Map((body.clocks as Clock[]).map((clock) => [clock.name, clock]));
  for (const { name, dueAt, state } of ticket.targets)
    expect(clocks.get(name)).toMatchObject({ dueAt, state });
  expect(clocks.get("response")).toMatchObject({ responsibleId: mayaId, policyVersion: "pol_sla_group@0" });
  expect(clocks.get("resolution")?.stretches.map(({ waitingFor }) => waitingFor)).toEqual([
    null,
    "parts",
    null,
  ]);
  expect(clocks.get("accept")).toMatchObject({ hop: 1, state: "met", responsibleId: victorId });
  expect(accepted.status).toBe(200);

  const held = await service.call(`/v1/tickets/${ticketId}/segments`);
  expect(held.body.segments.map(({ role, id }: { role: string; id: string }) => [role, id])).toEqual([
    ["owner", mayaId],
    ["team", teamId],
    ["handler", victorId],
  ]);
  const stranger = { sub: "stf_stranger", roles: ["manager"], properties: ["prp_elsewhere"] };
  for (const path of ["clock", "segments"])
    expect((await service.call(`/v1/tickets/${ticketId}/${path}`, { as: stranger })).status).toBe(404);
});

test("a command that is sent twice under one key is carried out once", async () => {
  const { ticketId } = await openedTicket();
  const headers = { "idempotency-key": "one" };
  const note = { as: victor, headers, body: { text: "Looked at it" } };
  await service.call(`/v1/tickets/${ticketId}/notes`, note);
  await service.call(`/v1/tickets/${ticketId}/notes`, note);
  const { body } = await service.call(`/v1/tickets/${ticketId}/timeline`);
  expect(body.events.filter((event: { type: string }) => event.type === "ticket.note_added.v1")).toHaveLength(
    1,
  );
  const other = await service.call(`/v1/tickets/${ticketId}/notes`, { ...note, body: { text: "And again" } });
  expect([other.status, other.body.type]).toEqual([422, "urn:shouwen:problem:idempotency_key.reused"]);
});

test("the same request heard twice opens one ticket", async () => {
  const request = aRequest({ propertyId, takenBy: mayaId });
  await service.publish(aRequestFact(request));
  await service.publishAt(aRequestFact(request), { aggSeq: 1 });
  await eventually(async () =>
    expect((await service.call(`/v1/tickets/${request.ticketId}`)).status).toBe(200),
  );
  await eventually(async () => {
    const rows = await service.query("select status, code from parked where key = $1", [request.requestId]);
    expect(rows).toEqual([{ status: "dead", code: "out_of_sequence" }]);
  });
  await eventually(async () => {
    const opened = await service.query(
      "select 1 from event_archive where key = $1 and type = 'ticket.opened.v1'",
      [request.ticketId],
    );
    expect(opened).toHaveLength(1);
  });
});

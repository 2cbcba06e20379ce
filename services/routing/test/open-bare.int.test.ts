import { randomUUID } from "node:crypto";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
const own = randomUUID().slice(0, 8);
const [propertyId, brokenId, emptyId, groupId] = ["", "_broken", "_empty", "_group"].map(
  (name) => `prp_${own}${name}`,
) as [string, string, string, string];
const teamId = `tea_${own}_engineering`;
const deskTeam = `tea_${own}_desk`;
const maya = { sub: `stf_${own}_maya`, roles: ["agent", "manager"], properties: ["*"] };
const [bossId, deskId] = [`stf_${own}_boss`, `stf_${own}_desk`];

beforeAll(async () => {
  service = await openService(maya);
  for (const id of [propertyId, brokenId, groupId]) await service.publish(aProperty({ propertyId: id }));
  // Nobody works there yet, and who answers for it by default works elsewhere.
  await service.publish(aProperty({ propertyId: emptyId, defaultOwnerId: bossId }));
  for (const id of [propertyId, brokenId])
    await service.publish(aTeam({ propertyId: id, teamId: `${teamId}_${id}`, departmentId: `dep_${own}` }));
  await service.publish(aTeam({ propertyId: groupId, teamId: deskTeam, departmentId: `dep_${own}_desk` }));
  await service.publish(aStaff(bossId, { propertyId, roles: ["manager"], teamIds: [], departmentId: null }));
  await service.publish(aStaff(deskId, { propertyId: groupId, roles: ["agent"], teamIds: [deskTeam] }));
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id like $1", [`%${own}%`])).toHaveLength(9),
  );
});

afterAll(() => service.close());

/** Rules of before there were checks, or whose meaning changed: they are there and do not compute. */
const publishBroken = (kind: string, scope: string, body: object) =>
  service.query(
    `insert into policy (policy_id, kind, scope, version, effective_from, body)
     values ($1, $2, $3, 1, '2020-01-01', $4)`,
    [`pol_${kind}_${scope}`, kind, scope, JSON.stringify(body)],
  );

const heard = async (overrides: object): Promise<string> => {
  const request = aRequest({ propertyId, takenBy: maya.sub, ...overrides });
  await service.publish(aRequestFact(request));
  return request.ticketId;
};

const opened = (ticketId: string) =>
  eventually(async () => {
    const { status, body } = await service.call(`/v1/tickets/${ticketId}`);
    expect(status).toBe(200);
    return body;
  });

const toldOf = async (ticketId: string) => {
  const rows = await service.query<{ reason: string; told: string[] }>(
    `select payload::jsonb ->> 'reason' as reason, payload::jsonb -> 'toldIds' as told
     from event_archive where key = $1 and type = 'ticket.escalated.v2' order by agg_seq`,
    [ticketId],
  );
  return rows.map(({ reason, told }) => [reason, told]);
};

const nothingSetAside = async () =>
  expect(
    // Requests of other tests on the same topic wait for properties that nobody tells of here.
    await service.query(
      "select 1 from parked where consumer = 'open-ticket-on-request-received' and payload like $1",
      [`%${own}%`],
    ),
  ).toEqual([]);

test("a date from which no event can be derived opens a bare ticket, and its neighbours whole ones", async () => {
  const before = await heard({});
  const far = await heard({ replyBy: "9999-12-31T15:59:59.000Z" });
  const afterwards = await heard({});
  expect(await opened(far)).toMatchObject({
    ownerId: maya.sub,
    targets: [],
    teamId: null,
    escalationLevel: 1,
  });
  for (const id of [before, afterwards]) expect((await opened(id)).targets).toHaveLength(2);
  await eventually(async () => expect(await toldOf(far)).toEqual([["undecided", [maya.sub, bossId]]]));
  await nothingSetAside();
});

test("text that no table can keep opens a ticket with a mark in its place", async () => {
  expect((await opened(await heard({ summary: "Tap\u0000 drips" }))).summary).toBe("Tap\ufffd drips");
  await nothingSetAside();
});

test("where the rules of a house do not compute, its requests open bare, with their number", async () => {
  await publishBroken("calendars", brokenId, { timeZone: "Asia/Nowhere", windows: {} });
  await eventually(async () => {
    const ticket = await opened(await heard({ propertyId: brokenId }));
    expect(ticket).toMatchObject({ targets: [], number: expect.stringMatching(/^S\d\d-\d{4}$/) });
  });
  await publishBroken("escalation", brokenId, { steps: null });
  await publishBroken("routing", brokenId, { rules: "none" });
  const ticket = await opened(await heard({ propertyId: brokenId }));
  expect(ticket).toMatchObject({ ownerId: maya.sub, targets: [] });
  // People end it as they end any other.
  const ended = await service.call(`/v1/tickets/${ticket.ticketId}/cancel`, {
    body: { reason: "no_request" },
  });
  expect(ended.status).toBe(200);
  await nothingSetAside();
});

test("a property where nobody works is told of to the group's desk, and nobody of another hotel owns anything there", async () => {
  const { body: ladder } = await service.call(`/v1/policies/escalation?propertyId=${emptyId}`);
  const body = { scope: emptyId, body: { ...ladder.body, groupDesk: deskTeam } };
  expect((await service.call("/v1/policies/escalation", { body })).status).toBe(201);
  const ticketId = await heard({ propertyId: emptyId, takenBy: null });
  expect(await opened(ticketId)).toMatchObject({ ownerId: null, teamId: null });
  await eventually(async () =>
    expect(await toldOf(ticketId)).toEqual([
      ["no_owner", [deskId]],
      ["no_handler", [deskId]],
    ]),
  );
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const waiting = (ticketId: string) =>
  eventually(async () =>
    expect(
      await service.query(
        "select 1 from parked where consumer = 'open-ticket-on-request-received' and code = 'not_yet' and key = $1",
        [ticketId.replace("tic_", "req_")],
      ),
    ).toHaveLength(1),
  );

test("a request of nine minutes waits for its property, however long routing has run, and opens whole", async () => {
  const newId = `prp_${own}_new`;
  const running = vi.spyOn(process, "uptime").mockReturnValue(3_600);
  onTestFinished(() => running.mockRestore());
  const request = aRequest({ propertyId: newId, takenBy: maya.sub });
  await service.publishAt(aRequestFact(request), { at: ago(9) });
  await waiting(request.ticketId);
  expect((await service.call(`/v1/tickets/${request.ticketId}`)).status).toBe(404);
  await service.publish(aProperty({ propertyId: newId }));
  expect((await opened(request.ticketId)).targets).toHaveLength(2);
});

test("a request of eleven minutes whose property nobody has told of opens bare", async () => {
  const request = aRequest({ propertyId: `prp_${own}_nowhere`, takenBy: maya.sub });
  await service.publishAt(aRequestFact(request), { at: ago(11) });
  expect(await opened(request.ticketId)).toMatchObject({ ownerId: maya.sub, targets: [], teamId: null });
});

import { randomUUID } from "node:crypto";
import { sayPriority } from "@shouwen/contracts/priority";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
const own = randomUUID().slice(0, 8);
const propertyId = `prp_${own}`;
const teamId = `tea_${own}_engineering`;
const maya = { sub: `stf_${own}_maya`, roles: ["agent"], properties: [propertyId] };
const victor = { sub: `stf_${own}_victor`, roles: ["staff"], properties: [propertyId] };

beforeAll(async () => {
  service = await openService(maya);
  await service.publish(aProperty({ propertyId }));
  await service.publish(aTeam({ propertyId, teamId }));
  await service.publish(aStaff(victor.sub, { propertyId, teamIds: [teamId] }));
  await service.publish(aStaff(maya.sub, { propertyId, roles: ["agent"], teamIds: [], departmentId: null }));
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id like $1", [`%${own}%`])).toHaveLength(4),
  );
  const rules = [{ id: "by-claim", team: "engineering", forClaim: true }];
  const boss = { sub: `stf_${own}_boss`, roles: ["manager"], properties: [propertyId] };
  const body = { scope: propertyId, body: { rules } };
  expect((await service.call("/v1/policies/routing", { as: boss, body })).status).toBe(201);
});

afterAll(() => service.close());

const opened = async (overrides: object): Promise<string> => {
  const request = aRequest({ propertyId, takenBy: maya.sub, ...overrides });
  await service.publish(aRequestFact(request));
  await eventually(async () =>
    expect((await service.call(`/v1/tickets/${request.ticketId}`)).status).toBe(200),
  );
  return request.ticketId;
};

test("emergencies are taken before all that is urgent, those that a person made one, too", async () => {
  const urgent = await opened(sayPriority("urgent"));
  const leak = await opened({ ...sayPriority("emergency"), kind: "complaint" });
  const raised = await opened({ kind: "inquiry" });
  const said = await service.call(`/v1/tickets/${raised}/reprioritise`, { body: { priority: "emergency" } });
  expect([said.status, said.body.kind, said.body.priority]).toEqual([200, "inquiry", "emergency"]);
  const taken: string[][] = [];
  for (let n = 0; n < 3; n += 1) {
    const { status, body } = await service.call("/v1/tickets/claim", { as: victor, body: { teamId } });
    expect([status, body?.type]).toEqual([200, undefined]);
    taken.push([body.ticketId, body.kind, body.priority]);
  }
  expect(taken).toEqual([
    [leak, "complaint", "emergency"],
    [raised, "inquiry", "emergency"],
    [urgent, "repair", "urgent"],
  ]);
});

test("the topic says urgent to whoever knows no emergencies, and the rest beside it", async () => {
  const leak = await opened({ ...sayPriority("emergency"), kind: "complaint" });
  await eventually(async () => {
    const rows = await service.query<{ payload: { priority: string; emergency?: boolean } }>(
      "select payload::jsonb as payload from event_archive where key = $1 and type = 'ticket.opened.v1'",
      [leak],
    );
    expect(rows.map(({ payload: { priority, emergency } }) => [priority, emergency])).toEqual([
      ["urgent", true],
    ]);
  });
});

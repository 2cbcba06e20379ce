import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aStaff } from "./facts.ts";
import { openServiceCentre, type ServiceCentre } from "./service-centre.ts";

let centre: ServiceCentre;

beforeAll(async () => {
  centre = await openServiceCentre();
});

afterAll(() => centre.service.close());

test("within one's limit a remedy is given at once; above it the ticket waits until somebody allows it", async () => {
  const { service, maya, boss, inStatus, inProgress } = centre;
  const ticketId = await inProgress({ kind: "complaint", category: "engineering" });
  const remedy = (amountMinor: number, key: string) =>
    service.call(`/v1/tickets/${ticketId}/remedies`, {
      body: { kind: "voucher", value: { amountMinor, currency: "CNY" } },
      headers: { "idempotency-key": key },
    });
  const small = await remedy(6_000, "small");
  expect([small.status, small.body.status]).toEqual([201, "granted"]);
  expect((await remedy(6_000, "small")).body.remedyId).toBe(small.body.remedyId);
  const reused = "urn:shouwen:problem:idempotency_key.reused";
  expect((await remedy(7_000, "small")).body.type).toBe(reused);
  // Together they would be more than an agent may give.
  const large = await remedy(5_000, "large");
  expect([large.status, large.body.status]).toEqual([202, "awaits_approval"]);
  expect((await remedy(5_500, "large")).body.type).toBe(reused);
  expect(large.body.limit).toMatchObject({ currency: "CNY" });
  await inStatus(ticketId, "waiting");
  const url = `/v1/approvals/${large.body.approvalId}`;
  expect((await service.call(`${url}/decide`, { as: maya, body: { decision: "approved" } })).status).toBe(
    403,
  );
  const decided = await service.call(`${url}/decide`, {
    as: boss,
    body: { decision: "approved", comment: "Fair" },
  });
  expect(decided.body).toMatchObject({ status: "granted", step: null });
  await inStatus(ticketId, "in_progress");
  await eventually(async () => {
    const { body } = await service.call(`/v1/tickets/${ticketId}/remedies`);
    expect(body.items.map(({ approvalId }: { approvalId: string | null }) => approvalId).toSorted()).toEqual([
      large.body.approvalId,
      null,
    ]);
  });
  const stranger = { ...boss, properties: ["prp_elsewhere"] };
  expect((await service.call(url, { as: stranger })).status).toBe(404);
});

test("what turns out to be another matter goes to the team whose it is", async () => {
  const { teams, maya, ask, say, inStatus } = centre;
  const ticketId = await ask();
  await inStatus(ticketId, "offered");
  const { body } = await say(ticketId, "recategorise", maya, { category: "housekeeping/laundry" });
  expect(body).toMatchObject({ category: "housekeeping/laundry", teamId: teams[1]?.teamId });
  expect((await say(ticketId, "reprioritise", maya, { priority: "urgent" })).body.priority).toBe("urgent");
});

test("a customer who comes back by themselves reaches the owner of their open ticket", async () => {
  const { maya, ask, ticketOf, inStatus } = centre;
  const profileId = `pro_${centre.propertyId.slice("prp_".length)}`;
  await inStatus(await ask({ profileId }), "offered");
  const again = await ask({ profileId, takenBy: null });
  await inStatus(again, "offered");
  expect((await ticketOf(again)).ownerId).toBe(maya.sub);
});

test("somebody leaves the company: their supervisor has what they owned as a list, their work goes back to the team", async () => {
  const { service, propertyId, maya, boss, ask, say, ticketOf, inStatus, inProgress } = centre;
  const [victor] = centre.handlers;
  const [owned, worked] = [await ask({ takenBy: victor.sub }), await inProgress()];
  await inStatus(owned, "offered");
  const gone = {
    propertyId,
    teamIds: [],
    departmentId: null,
    employed: false,
    onDuty: false,
    supervisorId: boss.sub,
  };
  await service.publishAt(aStaff(victor.sub, gone), { aggSeq: 2 });
  await eventually(async () => {
    const { body } = await service.call(`/v1/tickets?ownershipOfferedTo=${boss.sub}`, { as: boss });
    expect(body.items.map(({ ticketId }: { ticketId: string }) => ticketId)).toEqual([owned]);
  });
  // Handed on by the supervisor, it is not taken back by the list.
  await say(owned, "hand-over-owner", boss, { toStaffId: maya.sub });
  await eventually(async () => expect((await ticketOf(worked)).handlerId).toBeNull());
  expect((await say(owned, "accept-ownership", maya)).body.ownerId).toBe(maya.sub);
  await eventually(async () => expect((await ticketOf(worked)).handlerId).toBeNull());
  expect((await ticketOf(worked)).ownerId).toBe(maya.sub);
});

test("what is resolved for an incident is resolved for each, and each customer is given the same once", async () => {
  const { service, boss, maya, ask, say, inStatus, ticketOf } = centre;
  const customers = [`pro_${centre.propertyId.slice(4)}_a`, `pro_${centre.propertyId.slice(4)}_b`];
  const parent = await ask({ category: "engineering" });
  const children = await Promise.all([...customers, customers[0]].map((profileId) => ask({ profileId })));
  for (const child of children) {
    await eventually(async () => expect((await ticketOf(child)).ticketId).toBe(child));
    await say(child, "links", maya, { otherTicketId: parent, relation: "child_of" });
  }
  const { body: list } = await service.call(`/v1/tickets?parentId=${parent}`);
  expect(list.items).toHaveLength(3);
  expect((await say(parent, "resolve", boss)).status).toBe(200);
  for (const child of children) await inStatus(child, "resolved");
  const give = (amountMinor: number, more = {}) =>
    service.call(`/v1/tickets/${parent}/remedies-for-all`, {
      as: boss,
      body: { kind: "voucher", value: { amountMinor, currency: "CNY" }, ...more },
      headers: { "idempotency-key": `all-${amountMinor}` },
    });
  expect((await give(400_000)).body.type).toBe("urn:shouwen:problem:remedy.above_limit");
  expect((await give(400_000, { approvalId: "app_none" })).body.type).toBe(
    "urn:shouwen:problem:remedy.approval_does_not_allow",
  );
  for (const { body } of [...(await Promise.all([give(5_000), give(5_000)])), await give(5_000)])
    expect(body).toEqual({ customers: 2, total: { amountMinor: 10_000, currency: "CNY" } });
  expect((await give(5_000, { kind: "discount" })).body.type).toBe(
    "urn:shouwen:problem:idempotency_key.reused",
  );
  const given = await service.query("select 1 from remedy where ticket_id = any($1)", [children]);
  expect(given).toHaveLength(2);
  expect(
    (
      await say(children[0] ?? "", "remedies-for-all", boss, {
        kind: "voucher",
        value: { amountMinor: 1, currency: "CNY" },
      })
    ).body.type,
  ).toBe("urn:shouwen:problem:remedy.nobody_affected");
});

import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact, aStaff } from "./facts.ts";
import { openServiceCentre, type ServiceCentre } from "./service-centre.ts";

let centre: ServiceCentre;

beforeAll(async () => {
  centre = await openServiceCentre();
});

afterAll(() => centre.service.close());

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

type Clock = {
  readonly name: string;
  readonly stage: string | null;
  readonly dueAt: string;
  readonly state: string;
};

const clocksOf = async (ticketId: string): Promise<Clock[]> =>
  (await centre.service.call(`/v1/tickets/${ticketId}/clock`)).body.clocks;

test("a date that the owner tells the customer is watched, and goes with the matter when it goes on elsewhere", async () => {
  const { propertyId, maya, ask, say, inStatus, ticketOf } = centre;
  const profileId = `pro_${propertyId.slice("prp_".length)}`;
  const [one, two] = [await ask({ profileId }), await ask({ profileId })];
  for (const id of [one, two]) await inStatus(id, "offered");
  const replyBy = inMinutes(120);
  const told = await say(one, "promise-reply", maya, { replyBy });
  expect([told.status, told.body.replyBy]).toEqual([200, replyBy]);
  expect(await clocksOf(one)).toContainEqual(
    expect.objectContaining({ name: "reply_by", dueAt: replyBy, state: "running" }),
  );
  expect((await say(one, "promise-reply", maya, { replyBy: inMinutes(-1) })).body.type).toBe(
    "urn:shouwen:problem:ticket.reply_in_the_past",
  );
  await say(one, "merge", maya, { intoTicketId: two });
  expect((await ticketOf(two)).replyBy).toBe(replyBy);
});

test("a stage of a flow has a clock of its own, which the explanation shows", async () => {
  const { inProgress, say } = centre;
  const [victor] = centre.handlers;
  const ticketId = await inProgress({ kind: "complaint", category: "engineering" });
  const dueAt = inMinutes(60);
  const subTask = { title: "Survey the damage", stage: "survey", responsibleId: victor.sub, dueAt };
  const { body } = await say(ticketId, "sub-tasks", victor, subTask);
  const isStage = ({ name }: Clock) => name === "stage";
  expect((await clocksOf(ticketId)).filter(isStage)).toMatchObject([
    { stage: "survey", dueAt, state: "running" },
  ]);
  await say(ticketId, `sub-tasks/${body.subTasks[0].subTaskId}/done`, victor);
  expect((await clocksOf(ticketId)).filter(isStage)).toMatchObject([{ state: "met" }]);
});

test("children of an incident whose ticket goes on in another one are resolved with that", async () => {
  const { propertyId, boss, ask, say, inStatus } = centre;
  const profileId = `pro_${propertyId.slice("prp_".length)}_m`;
  const [parent, between, survivor] = [
    await ask({ profileId }),
    await ask({ profileId }),
    await ask({ profileId }),
  ];
  const child = await ask();
  for (const id of [parent, between, survivor, child]) await inStatus(id, "offered");
  await say(child, "links", boss, { otherTicketId: parent, relation: "child_of" });
  await say(parent, "merge", boss, { intoTicketId: between });
  await say(between, "merge", boss, { intoTicketId: survivor });
  const value = { amountMinor: 100, currency: "CNY" };
  const given = await say(survivor, "remedies-for-all", boss, { kind: "voucher", value });
  expect(given.body).toMatchObject({ customers: 1 });
  expect((await say(survivor, "resolve", boss)).status).toBe(200);
  await inStatus(child, "resolved");
});

test("where nobody is on duty, the ownerless tickets of other properties do not wait behind", async () => {
  const { service, boss, propertyId } = centre;
  const own = propertyId.slice("prp_".length);
  const [asleep, awake] = [`prp_00000000_${own}`, `prp_zz_${own}`];
  for (const id of [asleep, awake]) await service.publish(aProperty({ propertyId: id }));
  const ownerless = (id: string) =>
    aRequest({ propertyId: id, takenBy: null, kind: "inquiry", category: "other" });
  // One page of the assigner, and one more.
  for (let n = 0; n < 201; n += 1) await service.publish(aRequestFact(ownerless(asleep)));
  const waiting = ownerless(awake);
  await service.publish(aRequestFact(waiting));
  const as = { ...boss, properties: [asleep, awake] };
  await eventually(async () => {
    const { body } = await service.call(`/v1/tickets/counts?propertyId=${asleep}`, { as });
    expect(body.open).toBe(201);
  });
  const agent = { propertyId: awake, teamIds: [], departmentId: null, roles: ["agent" as const] };
  await service.publish(aStaff(`stf_${own}_agent`, agent));
  await eventually(async () => {
    const { body } = await service.call(`/v1/tickets/${waiting.ticketId}`, { as });
    expect(body.ownerId).toBe(`stf_${own}_agent`);
  });
});

test("a customer who comes back about a closed ticket gets a new one that follows it, and reaches its owner", async () => {
  const { maya, boss, ask, say, inStatus, ticketOf } = centre;
  const before = await ask();
  await eventually(async () => expect((await ticketOf(before)).ticketId).toBe(before));
  await say(before, "resolve", boss);
  expect((await say(before, "close", maya)).body.type).toBe(
    "urn:shouwen:problem:ticket.customer_has_the_last_word",
  );
  await say(before, "close", boss);
  await inStatus(before, "closed");
  expect((await say(before, "reopen", maya)).body.type).toBe("urn:shouwen:problem:ticket.window_over");
  const again = await ask({ followUpOf: before, takenBy: null });
  const links = [{ relation: "follow_up_of", otherTicketId: before }];
  await eventually(async () => expect(await ticketOf(again)).toMatchObject({ ownerId: maya.sub, links }));
  const elsewhere = await ask({ followUpOf: "tic_of_another_house" });
  await eventually(async () => expect(await ticketOf(elsewhere)).toMatchObject({ links: [] }));
});

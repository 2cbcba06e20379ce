import { randomUUID } from "node:crypto";
import type { DataOf } from "@shouwen/contracts/define-event";
import { messageReceived } from "@shouwen/contracts/events/message";
import { newId } from "@shouwen/event-bus/ids";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

const own = randomUUID().slice(0, 8);
const propertyId = `prp_${own}`;
const engineering = `tea_${own}_engineering`;
const someone = (name: string, role: string, properties = [propertyId]): Bearer => ({
  sub: `stf_${own}_${name}`,
  roles: [role],
  properties,
});
const maya = someone("maya", "agent");
const omar = someone("omar", "agent");
const victor = someone("victor", "staff");
const bruno = someone("bruno", "staff");
const hilda = someone("hilda", "staff");
const rosa = someone("rosa", "supervisor");
const stranger = someone("eve", "manager", ["prp_elsewhere"]);
const integrator = someone("pms", "integrator");

beforeAll(async () => {
  service = await openService(maya);
  await service.publish(aProperty({ propertyId }));
  await service.publish(aTeam({ propertyId, teamId: engineering }));
  for (const { sub } of [victor, bruno])
    await service.publish(aStaff(sub, { propertyId, teamIds: [engineering], onDuty: sub === victor.sub }));
  for (const { sub } of [maya, omar, hilda])
    await service.publish(aStaff(sub, { propertyId, teamIds: [], departmentId: null, onDuty: false }));
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id like $1", [`%${own}%`])).toHaveLength(7),
  );
});

afterAll(() => service.close());

type Opened = { ticketId: string; profileId: string };

const words = "浴室水龙头漏水，请尽快来修";

const openedTicket = async (overrides: Partial<Parameters<typeof aRequest>[0]> = {}): Promise<Opened> => {
  const profileId = newId("pro");
  const request = aRequest({
    propertyId,
    profileId,
    takenBy: maya.sub,
    words: await service.vault.seal(profileId, words),
    ...overrides,
  });
  await service.publish(aRequestFact(request));
  await eventually(async () =>
    expect((await service.call(`/v1/tickets/${request.ticketId}`)).body).toMatchObject({
      status: "offered",
      offeredTo: victor.sub,
    }),
  );
  return { ticketId: request.ticketId, profileId };
};

const conversation = (ticketId: string, as: Bearer, query = "") =>
  service.call(`/v1/tickets/${ticketId}/conversation${query}`, { as });

const work = async (ticketId: string): Promise<void> => {
  const steps: [string, Bearer, object][] = [
    ["accept", victor, {}],
    ["start", victor, {}],
    ["notes", victor, { text: "Washer is worn", audience: "internal" }],
    ["notes", maya, { text: "师傅十分钟后到", audience: "customer" }],
    ["resolve", victor, { note: "已更换垫圈" }],
  ];
  for (const [step, as, body] of steps)
    expect((await service.call(`/v1/tickets/${ticketId}/${step}`, { as, body })).status).toBe(200);
};

test("what the customer and the house wrote is read in clear, in order, by whom and for whom", async () => {
  const { ticketId } = await openedTicket();
  await work(ticketId);
  const { status, body } = await conversation(ticketId, maya);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ticketId,
    reason: "owner",
    items: [
      { what: "request", from: "customer", by: null, audience: "staff", language: "zh-CN", text: words },
      {
        what: "note",
        from: "staff",
        by: victor.sub,
        audience: "staff",
        language: "en",
        text: "Washer is worn",
      },
      { what: "note", from: "staff", by: maya.sub, audience: "customer", text: "师傅十分钟后到" },
      { what: "resolution", from: "staff", by: victor.sub, audience: "customer", text: "已更换垫圈" },
    ],
  });
});

test("the people of the matter read it, an agent with the customer on the line says so, nobody else does", async () => {
  const { ticketId } = await openedTicket();
  await service.call(`/v1/tickets/${ticketId}/accept`, { as: victor, body: {} });
  const readBy = async (as: Bearer, query = "") => {
    const { status, body } = await conversation(ticketId, as, query);
    return [status, status === 200 ? body.reason : body.type.replace("urn:shouwen:problem:", "")];
  };
  expect(await readBy(maya)).toEqual([200, "owner"]);
  expect(await readBy(victor)).toEqual([200, "handler"]);
  expect(await readBy(bruno)).toEqual([200, "team"]);
  expect(await readBy(rosa)).toEqual([200, "supervisor"]);
  expect(await readBy(omar, "?reason=repeat_contact")).toEqual([200, "repeat_contact"]);
  expect(await readBy(omar)).toEqual([403, "words.not_yours"]);
  expect(await readBy(omar, "?reason=callback")).toEqual([403, "words.not_yours"]);
  expect(await readBy(hilda, "?reason=repeat_contact")).toEqual([403, "words.not_yours"]);
  expect(await readBy(integrator)).toEqual([403, "forbidden"]);
  expect(await readBy(stranger)).toEqual([404, "ticket.not_found"]);
});

test("each opening stands in the audit: who, when, which ticket and why; a refused one opens nothing", async () => {
  const { ticketId } = await openedTicket();
  await conversation(ticketId, maya);
  await conversation(ticketId, omar, "?reason=repeat_contact");
  await conversation(ticketId, omar);
  const audited = await service.query<{ actor: string; detail: object; property_id: string }>(
    "select actor, detail, property_id from audit where subject = $1 and action = 'words.read' order by seq",
    [ticketId],
  );
  expect(audited).toEqual([
    { actor: maya.sub, detail: { reason: "owner", door: "conversation" }, property_id: propertyId },
    { actor: omar.sub, detail: { reason: "repeat_contact", door: "conversation" }, property_id: propertyId },
  ]);
  const { body } = await service.call(`/v1/tickets/${ticketId}/openings`, { as: rosa });
  expect(body.items.map(({ actor }: { actor: string }) => actor)).toEqual([omar.sub, maya.sub]);
  expect((await service.call(`/v1/tickets/${ticketId}/openings`, { as: stranger })).status).toBe(404);
});

test("the timeline gives the words to the same people and keeps them sealed for others", async () => {
  const { ticketId } = await openedTicket();
  const openingFor = async (as: Bearer, query = "") =>
    (await service.call(`/v1/tickets/${ticketId}/timeline${query}`, { as })).body;
  expect((await openingFor(maya)).events[0].data.words).toBe(words);
  expect((await openingFor(omar)).events[0].data.words).toMatch(/^sealed:v1:/);
  expect((await openingFor(omar, "?reason=repeat_contact")).events[0].data.words).toBe(words);
  expect((await openingFor(hilda, "?reason=repeat_contact")).type).toContain("words.not_yours");
  const rows = await service.query(
    "select 1 from audit where subject = $1 and detail ->> 'door' = 'timeline'",
    [ticketId],
  );
  expect(rows).toHaveLength(2);
});

const aMessage = (overrides: Partial<DataOf<typeof messageReceived>>) =>
  messageReceived.of({
    messageId: newId("msg"),
    propertyId,
    profileId: null,
    ticketId: null,
    purpose: "inbound",
    occurrence: 1,
    class: "service",
    channel: "sms",
    language: "zh-CN",
    at: new Date().toISOString(),
    text: null,
    about: "open_ticket",
    ...overrides,
  });

test("what a customer writes about an open matter reaches it: its owner is told and the wait for them is over", async () => {
  const { ticketId, profileId } = await openedTicket();
  await service.call(`/v1/tickets/${ticketId}/accept`, { as: victor, body: {} });
  await service.call(`/v1/tickets/${ticketId}/pause`, { as: victor, body: { reason: "customer" } });
  const text = await service.vault.seal(profileId, "我三点后在房间");
  await service.publish(aMessage({ ticketId, profileId, text }));
  await eventually(async () => {
    const { body } = await service.call(`/v1/tickets/${ticketId}`);
    expect(body).toMatchObject({ status: "in_progress", customerWroteAt: expect.any(String) });
  });
  const { body } = await conversation(ticketId, maya);
  expect(body.items.at(-1)).toMatchObject({
    what: "message",
    from: "customer",
    audience: "staff",
    text: "我三点后在房间",
  });
  const said = (await service.call(`/v1/tickets/${ticketId}/timeline`)).body.events.find(
    ({ type }: { type: string }) => type === "ticket.customer_wrote.v1",
  );
  expect(said.data.toldIds).toEqual([maya.sub, victor.sub]);
  const unanswered = await service.call(`/v1/tickets?propertyId=${propertyId}&customerWrote=true`);
  expect(unanswered.body.items.map((one: Opened) => one.ticketId)).toContain(ticketId);
  await service.call(`/v1/tickets/${ticketId}/notes`, { body: { text: "好的", audience: "customer" } });
  const answered = await service.call(`/v1/tickets?propertyId=${propertyId}&customerWrote=true`);
  expect(answered.body.items.map((one: Opened) => one.ticketId)).not.toContain(ticketId);
});

test("once the customer is erased the texts are null, and what was said about them stays countable", async () => {
  const { ticketId, profileId } = await openedTicket();
  await work(ticketId);
  expect((await conversation(ticketId, maya)).body.items).toHaveLength(4);
  await service.vault.erase(profileId, rosa.sub);
  const { body: erased } = await conversation(ticketId, maya);
  expect(erased.items.map(({ text }: { text: string | null }) => text)).toEqual([null, null, null, null]);
  const { body } = await service.call(`/v1/tickets/${ticketId}/timeline`);
  expect(body.events[0].data.words).toBeNull();
  expect(JSON.stringify(body)).not.toContain("sealed:");
});

test("what was written about a ticket that was merged is read where it goes on", async () => {
  const profileId = newId("pro");
  const sealed = await service.vault.seal(profileId, "还有空调不凉");
  const into = await openedTicket({ profileId });
  const from = await openedTicket({ profileId, words: sealed });
  const merged = await service.call(`/v1/tickets/${from.ticketId}/merge`, {
    as: maya,
    body: { intoTicketId: into.ticketId },
  });
  expect(merged.status).toBe(200);
  const { body } = await conversation(into.ticketId, maya);
  expect(body.items).toEqual(
    expect.arrayContaining([expect.objectContaining({ ticketId: from.ticketId, text: "还有空调不凉" })]),
  );
  // Whoever asks who read the merged one finds it there, too.
  const openings = await service.call(`/v1/tickets/${from.ticketId}/openings`, { as: rosa });
  expect(openings.body.items).toMatchObject([{ actor: maya.sub, reason: "owner", door: "conversation" }]);
});

import { profileState } from "@shouwen/contracts/events/profile";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { aCustomer, anOpening, aProperty, openProperty, type TestProperty } from "./facts.ts";
import { type MessagingUnderTest, messageIn, openService, providerSecret } from "./service-under-test.ts";

let service: MessagingUnderTest;
let property: TestProperty;

beforeAll(async () => {
  service = await openService();
  property = await openProperty(service);
});

afterAll(() => service.close());

const headers = { "x-provider-key": providerSecret };

const inbound = (from: string, text: string, inboundId: string = crypto.randomUUID()) =>
  service.call("/v1/inbound/sms", { headers, body: { inboundId, from, text } });

const open = async (where: TestProperty, customer: Awaited<ReturnType<typeof aCustomer>>) => {
  const ticket = anOpening({ property: where, customer });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  return messageIdOf(ticket.ticketId, "ticket_opened", 1);
};

test("what a customer writes otherwise is kept, sealed, with the ticket that it is about, once", async () => {
  const customer = await aCustomer(service, property);
  const messageId = await open(property, customer);
  await messageIn(service, messageId, "delivered");
  const first = await inbound(customer.phone, "什么时候来修？", "question");
  expect(first).toMatchObject({ status: 200, body: { optedOut: false } });
  expect((await inbound(customer.phone, "什么时候来修？", "question")).body).toEqual(first.body);
  const seen = await service.call(`/v1/messages/${first.body.messageId}`, { as: property.agent });
  expect(seen.body).toMatchObject({
    status: "received",
    text: "什么时候来修？",
    profileId: customer.profileId,
  });
  const sent = await service.call(`/v1/messages/${messageId}`, { as: property.agent });
  expect(seen.body.ticketId).toBe(sent.body.ticketId);
  expect(seen.body.contact).toMatch(/^\+86\d{3}\*{4}\d{4}$/);
  await eventually(() => expect(service.published(first.body.messageId)).toHaveLength(1));
  expect(JSON.stringify(service.published(first.body.messageId))).not.toContain("来修");
});

const byMail = (from: string, text: string, more: object = {}) =>
  service.call("/v1/inbound/email", {
    headers,
    body: { inboundId: crypto.randomUUID(), from, text, ...more },
  });

test("an opt-out by e-mail counts for the address in its sender, and is never said to be done when it is not", async () => {
  const address = `li.si.${crypto.randomUUID()}@example.com`;
  const customer = await aCustomer(service, property, { kind: "email", value: address });
  await messageIn(service, await open(property, customer), "sent");
  const answer = await byMail(`李四 <${address}>`, "STOP\n\n> 您的诉求已受理，编号0A1B2C3D");
  expect(answer).toMatchObject({ status: 200, body: { optedOut: true } });
  expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
    reason: "opted_out",
  });
  expect(await byMail("李四", "STOP")).toMatchObject({
    status: 422,
    body: { type: "urn:shouwen:problem:inbound.sender_unreadable", errors: [{ field: "from" }] },
  });
  expect(await inbound("LAKESIDE", "STOP")).toMatchObject({ status: 422 });
});

test("the unsubscribe link of an e-mail writes the word into the subject", async () => {
  const address = `wang.${crypto.randomUUID()}@example.com`;
  const customer = await aCustomer(service, property, { kind: "email", value: address });
  await messageIn(service, await open(property, customer), "sent");
  expect(await byMail(address, "还没修好", { subject: "TD" })).toMatchObject({ body: { optedOut: false } });
  expect(await byMail(address, "\n", { subject: "TD" })).toMatchObject({ body: { optedOut: true } });
});

test("what a customer writes is about a ticket that is not over, or about something new", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  await messageIn(service, messageIdOf(ticket.ticketId, "ticket_opened", 1), "delivered");
  const heard = async (text: string) => {
    const { body } = await inbound(customer.phone, text);
    return eventually(() => {
      const [record] = service.published(body.messageId);
      if (!record) throw new Error("Not said yet");
      return record.value as Record<string, unknown>;
    });
  };
  expect(await heard("什么时候来修？")).toMatchObject({ about: "open_ticket", ticketId: ticket.ticketId });
  await service.publish(ticket.resolved());
  expect(await heard("还在滴水")).toMatchObject({ about: "open_ticket", ticketId: ticket.ticketId });
  await service.publish(ticket.closed);
  await eventually(async () => {
    expect(await heard("明天想加一张床")).toMatchObject({
      about: "new_matter",
      ticketId: null,
      profileId: customer.profileId,
      contact: expect.stringMatching(/^sealed:v1:/),
    });
  });
  expect(await heard("退订")).toMatchObject({ about: "opt_out" });
});

test("a customer with two open tickets names the one that they mean", async () => {
  const customer = await aCustomer(service, property);
  const [first, second] = ["S26-0123", "S26-0124"].map((number, later) =>
    anOpening({
      property,
      customer,
      overrides: { number },
      at: new Date(Date.now() - 60_000 + later).toISOString(),
    }),
  );
  if (!first || !second) throw new Error("Two tickets");
  for (const { ticketId, received, opened, assigned } of [first, second]) {
    await service.publish(received, opened, assigned);
    await messageIn(service, messageIdOf(ticketId, "ticket_opened", 1), "delivered");
  }
  const words = (await service.sms({ to: customer.phone })).map(({ text }) => text).join("\n");
  expect(words).toContain("编号S26-0123");
  const about = async (text: string) => {
    const { body } = await inbound(customer.phone, text);
    return (await messageIn(service, body.messageId, "received")).ticketId;
  };
  expect(await about("关于 s26 0123，还没来")).toBe(first.ticketId);
  expect(await about("还没来")).toBe(second.ticketId);
});

test("nobody writes in a customer's name without the provider's key", async () => {
  const body = { inboundId: "x", from: "+8613812345679", text: "退订" };
  expect((await service.call("/v1/inbound/sms", { body })).status).toBe(403);
  expect(
    (await service.call("/v1/inbound/sms", { body, headers: { "x-provider-key": "wrong" } })).status,
  ).toBe(403);
  expect(await inbound("+8613812345679", "你好")).toMatchObject({
    status: 404,
    body: { type: "urn:shouwen:problem:inbound.number_of_nobody" },
  });
});

test("a stranger who writes to a property's number is heard by that property, under a key of their own", async () => {
  const from = "+8613812345680";
  const body = { inboundId: "stranger", from, to: "0571 8888 6666", text: "还有空房吗？" };
  const { status, body: answer } = await service.call("/v1/inbound/sms", { headers, body });
  expect(status).toBe(200);
  const kept = await messageIn(service, answer.messageId, "received");
  expect(kept).toMatchObject({ profileId: null, ticketId: null });
  expect(kept.words).toMatch(/^sealed:v1:req_/);
});

test("who writes to one house's number means that house, whatever is open in another", async () => {
  const number = "0571-86660000";
  const other = await openProperty(service);
  await service.publish(
    aProperty({ propertyId: other.propertyId, phone: number, updatedAt: new Date().toISOString() }),
  );
  const customer = await aCustomer(service, property);
  const messageId = await open(property, customer);
  const { ticketId } = await messageIn(service, messageId, "delivered");
  const write = async (text: string, to?: string) => {
    const body = { inboundId: crypto.randomUUID(), from: customer.phone, text, ...(to ? { to } : {}) };
    const { body: answer } = await service.call("/v1/inbound/sms", { headers, body });
    return messageIn(service, answer.messageId, "received");
  };
  expect(await write("还没来")).toMatchObject({ ticketId });
  await eventually(async () => {
    expect(await write("有空房吗", number)).toMatchObject({ ticketId: null, propertyId: other.propertyId });
  });
});

test("START lifts the STOP that came from the same number, once, and says so only then", async () => {
  const customer = await aCustomer(service, property);
  await messageIn(service, await open(property, customer), "delivered");
  expect((await inbound(customer.phone, "START")).body).toMatchObject({ optedOut: false, optedIn: false });
  expect((await inbound(customer.phone, "别再发了")).body).toMatchObject({ optedOut: true, optedIn: false });
  expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
    reason: "opted_out",
  });
  const start = await inbound(customer.phone, "恢复订阅", "start-again");
  expect(start.body).toMatchObject({ optedOut: false, optedIn: true });
  await eventually(() =>
    expect(service.published(start.body.messageId)).toMatchObject([{ value: { about: "opt_out" } }]),
  );
  await messageIn(service, await open(property, customer), "delivered");
  const consents = await service.call(`/v1/consents?profileId=${customer.profileId}`, { as: property.agent });
  expect(consents.body.channels.sms).toEqual({ stopped: false, marketing: false });
  expect((await inbound(customer.phone, "STOP")).body).toMatchObject({ optedOut: true });
  // The provider had no answer and sends it again: what was said after it stands.
  expect((await inbound(customer.phone, "恢复订阅", "start-again")).body).toMatchObject({ optedIn: false });
  expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
    reason: "opted_out",
  });
});

test("a text with NUL in it is heard: the provider would not send it again, nor its writer know", async () => {
  const customer = await aCustomer(service, property);
  await messageIn(service, await open(property, customer), "delivered");
  const { status, body } = await inbound(customer.phone, "还没\0修好\0");
  expect(status).toBe(200);
  const seen = await service.call(`/v1/messages/${body.messageId}`, { as: property.agent });
  expect(seen.body.text).toBe("还没修好");
  expect((await inbound(customer.phone, "TD\0")).body).toMatchObject({ optedOut: true });
});

const readBy = async (as: TestProperty["agent"], messageId: string) =>
  (await service.call(`/v1/messages/${messageId}`, { as })).body.text;

const saysOf = (profileId: string, erasureRequestedAt?: string) =>
  service.publish(
    profileState.of({
      ...sampleOf(profileState, { profileId, propertyIds: [property.propertyId] }),
      ...(erasureRequestedAt ? { erasureRequestedAt } : {}),
    }),
  );

test("who reads what a customer wrote stands in the audit, with why; what was damaged is none", async () => {
  const customer = await aCustomer(service, property);
  await messageIn(service, await open(property, customer), "delivered");
  const { messageId } = (await inbound(customer.phone, "什么时候来修？")).body;
  const owner = { ...property.agent, sub: property.ownerId };
  for (const as of [property.agent, owner, property.supervisor])
    expect(await readBy(as, messageId)).toBe("什么时候来修？");
  const openings = await service.query(
    "select actor, action, property_id, detail from messaging.audit where subject = $1 order by seq",
    [messageId],
  );
  const read = { action: "words.read", property_id: property.propertyId };
  expect(openings).toEqual([
    { ...read, actor: property.agent.sub, detail: { reason: "colleague", door: "message" } },
    { ...read, actor: property.ownerId, detail: { reason: "owner", door: "message" } },
    { ...read, actor: property.supervisor.sub, detail: { reason: "supervisor", door: "message" } },
  ]);
  const listed = await service.call(`/v1/messages/${messageId}/openings`, { as: property.supervisor });
  expect(listed.body.items.map(({ reason }: { reason: string }) => reason)).toEqual([
    "supervisor",
    "owner",
    "colleague",
  ]);
  const damaged = JSON.stringify(`sealed:v1:${customer.profileId}:${"A".repeat(60)}`);
  await service.query(
    "update messaging.message set state = jsonb_set(state, '{words}', $2::jsonb) where id = $1",
    [messageId, damaged],
  );
  expect(await readBy(property.agent, messageId)).toBeNull();
});

test("from an erasure request on nobody reads what the customer wrote, and staff to them; withdrawn, they do", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  await messageIn(service, messageIdOf(ticket.ticketId, "ticket_opened", 1), "delivered");
  const { messageId } = (await inbound(customer.phone, "什么时候来修？")).body;
  const body = { ticketId: ticket.ticketId, template: "ticket_update", text: "马上就来" };
  const answer = (await service.call("/v1/messages", { as: property.agent, body })).body;
  expect(answer.text).toContain("马上就来");
  await saysOf(customer.profileId, "2026-11-24T05:00:00.000Z");
  await eventually(async () => expect(await readBy(property.supervisor, messageId)).toBeNull());
  expect(await readBy(property.supervisor, answer.messageId)).not.toContain("马上就来");
  await saysOf(customer.profileId);
  await eventually(async () => expect(await readBy(property.supervisor, messageId)).toBe("什么时候来修？"));
});

test("what a stranger wrote is a customer's as soon as their request has one: it is read no more once they are to be erased", async () => {
  const number = `0571-8${String(Date.now() % 10_000_000).padStart(7, "0")}`;
  await service.publish(aProperty({ propertyId: property.propertyId, phone: number }));
  const send = async () => {
    const body = { inboundId: crypto.randomUUID(), from: "+8613812345690", to: number, text: "还有空房吗？" };
    const { status, body: answer } = await service.call("/v1/inbound/sms", { headers, body });
    expect(status).toBe(200);
    return answer.messageId as string;
  };
  const messageId = await eventually(send);
  expect(await messageIn(service, messageId, "received")).toMatchObject({ profileId: null });
  expect(await readBy(property.agent, messageId)).toBe("还有空房吗？");
  const customer = await aCustomer(service, property);
  const ticketId = messageId.replace("msg_", "tic_");
  const ticket = anOpening({ property, customer, overrides: { ticketId } });
  await service.publish(ticket.opened);
  await saysOf(customer.profileId, "2026-11-24T05:00:00.000Z");
  await eventually(async () => expect(await readBy(property.agent, messageId)).toBeNull());
});

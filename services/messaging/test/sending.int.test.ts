import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { aCustomer, anOpening, openProperty, publish, type TestProperty } from "./facts.ts";
import { type MessagingUnderTest, messageIn, openService, providerSecret } from "./service-under-test.ts";

let service: MessagingUnderTest;
let property: TestProperty;

beforeAll(async () => {
  service = await openService();
  property = await openProperty(service);
});

afterEach(() => service.simulate({ mode: "ok", delayMs: 50, failRate: 0 }));
afterAll(() => service.close());

/** A customer is told that their ticket is open; answers the message's id and how often the phone rang. */
const tell = async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  const messageId = messageIdOf(ticket.ticketId, "ticket_opened", 1);
  return { messageId, rung: async () => (await service.sms({ to: customer.phone })).length };
};

const saidOf = (messageId: string) => service.published(messageId).map(({ headers }) => headers.ce_type);

test("a time-out after the provider took it is unknown; nobody sends it again, and the receipt settles it", async () => {
  await service.simulate({ mode: "timeout_after_accept", delayMs: 2_500 });
  const { messageId, rung } = await tell();
  await messageIn(service, messageId, "unknown");
  await messageIn(service, messageId, "delivered");
  expect(await rung()).toBe(1);
  await eventually(() =>
    expect(saidOf(messageId)).toEqual([
      "message.queued.v1",
      "message.unknown.v1",
      "message.sent.v1",
      "message.delivered.v1",
    ]),
  );
});

test("a receipt that comes before the provider's answer counts, and the answer changes nothing", async () => {
  await service.simulate({ mode: "receipt_before_answer" });
  const { messageId, rung } = await tell();
  const message = await messageIn(service, messageId, "delivered");
  expect(message).toMatchObject({ provider: "sms", parts: 1 });
  expect(await rung()).toBe(1);
  await eventually(() =>
    expect(saidOf(messageId)).toEqual(["message.queued.v1", "message.sent.v1", "message.delivered.v1"]),
  );
});

test("a receipt that comes twice counts once", async () => {
  await service.simulate({ mode: "double_receipt" });
  const first = await tell();
  await messageIn(service, first.messageId, "delivered");
  const second = await tell();
  await messageIn(service, second.messageId, "delivered");
  expect(saidOf(first.messageId).filter((type) => type === "message.delivered.v1")).toHaveLength(1);
});

test("a provider that says it is out of order has not taken it: it is offered again", async () => {
  await service.simulate({ mode: "error500" });
  const { messageId, rung } = await tell();
  await eventually(async () => {
    const [row] = await service.query<{ tries: number }>(
      "select tries from messaging.message where id = $1",
      [messageId],
    );
    expect(row?.tries).toBeGreaterThanOrEqual(1);
  });
  await service.simulate({ mode: "ok" });
  await messageIn(service, messageId, "delivered");
  expect(await rung()).toBe(1);
});

test("a provider that never takes it: failed after as many tries as the rules allow", async () => {
  const elsewhere = await openProperty(service);
  const body = {
    rules: [{ purpose: "ticket_opened", template: "ticket_opened", class: "service", channels: ["sms"] }],
  };
  const rest = { expireAfterMs: 60_000, tries: 1, duplicateWithinMs: 0 };
  await publish(service, {
    kind: "messaging_rules",
    propertyId: elsewhere.propertyId,
    body: { ...body, ...rest },
    manager: elsewhere.manager,
  });
  await service.simulate({ mode: "error500" });
  const ticket = anOpening({ property: elsewhere, customer: await aCustomer(service, elsewhere) });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  const message = await messageIn(service, messageIdOf(ticket.ticketId, "ticket_opened", 1), "failed");
  expect(message).toMatchObject({ reason: "http_500", tries: 1 });
});

test("a message that did not arrive is failed, says the receipt", async () => {
  await service.simulate({ failRate: 1 });
  const { messageId } = await tell();
  expect(await messageIn(service, messageId, "failed")).toMatchObject({ reason: "not_delivered" });
});

test("the messages of one customer go out in the order in which they were asked for, also after a failure", async () => {
  await service.simulate({ mode: "error500" });
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  const [opening, resolving] = [
    messageIdOf(ticket.ticketId, "ticket_opened", 1),
    messageIdOf(ticket.ticketId, "ticket_resolved", 1),
  ];
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  await eventually(async () => {
    const [row] = await service.query<{ tries: number }>(
      "select tries from messaging.message where id = $1",
      [opening],
    );
    expect(row?.tries).toBeGreaterThanOrEqual(2);
  });
  await service.simulate({ mode: "ok" });
  await service.publish(ticket.resolved());
  await messageIn(service, resolving, "delivered");
  expect((await service.sms({ to: customer.phone })).map(({ clientRef }) => clientRef)).toEqual([
    opening,
    resolving,
  ]);
});

test("only the provider says what became of a message", async () => {
  const { messageId } = await tell();
  await messageIn(service, messageId, "delivered");
  const body = { providerId: "sms-0", clientRef: messageId, status: "failed" };
  const stranger = await service.call("/v1/receipts/sms", { body });
  expect(stranger).toMatchObject({ status: 403, body: { type: "urn:shouwen:problem:provider.not_known" } });
  expect((await service.call(`/v1/receipts/sms?token=${"x".repeat(43)}`, { body })).status).toBe(403);
  const headers = { "x-provider-key": providerSecret };
  expect(await service.call("/v1/receipts/sms", { body, headers })).toMatchObject({
    status: 200,
    body: { status: "delivered" },
  });
  const unknown = { ...body, clientRef: "msg_never" };
  expect((await service.call("/v1/receipts/sms", { body: unknown, headers })).status).toBe(404);
});

test("a person settles what no receipt settles, once, and it is written down who did", async () => {
  await service.simulate({ mode: "timeout_after_accept", delayMs: 600_000 });
  const { messageId } = await tell();
  await messageIn(service, messageId, "unknown");
  const settle = (outcome: string, as = property.supervisor) =>
    service.call(`/v1/messages/${messageId}/settle`, { as, body: { outcome } });
  expect((await settle("failed", property.agent)).status).toBe(403);
  await service.query("revoke insert on messaging.audit from messaging");
  expect((await settle("delivered")).status, "nothing is settled that the audit cannot hold").toBe(500);
  await service.query("grant insert on messaging.audit to messaging");
  expect((await service.call(`/v1/messages/${messageId}`, { as: property.agent })).body.status).toBe(
    "unknown",
  );
  expect(await settle("delivered")).toMatchObject({ status: 200, body: { status: "delivered" } });
  expect((await settle("delivered")).status).toBe(200);
  expect(await settle("failed")).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:message.not_unknown" },
  });
  const audit = await service.query(
    "select actor, property_id, detail from messaging.audit where action = 'message.settle' and subject = $1",
    [messageId],
  );
  expect(audit).toEqual([
    {
      actor: property.supervisor.sub,
      property_id: property.propertyId,
      detail: { outcome: "delivered" },
    },
  ]);
});

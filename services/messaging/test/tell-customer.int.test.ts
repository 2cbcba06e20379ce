import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { aCustomer, anOpening, openProperty, type TestProperty } from "./facts.ts";
import { type MessagingUnderTest, messageIn, openService } from "./service-under-test.ts";

let service: MessagingUnderTest;
let property: TestProperty;

beforeAll(async () => {
  service = await openService();
  property = await openProperty(service);
});

afterAll(() => service.close());

const saidTypes = (messageId: string) =>
  service.published(messageId).map(({ headers }) => `${headers.ce_aggseq} ${headers.ce_type}`);

test("a customer is told at opened, with the owner's name and number, and at resolved, each once", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  const resolved = ticket.resolved({ note: await service.vault.seal(customer.profileId, "已更换阀芯") });
  const again = await service.publish(ticket.received, ticket.opened, ticket.assigned, resolved);
  const opening = messageIdOf(ticket.ticketId, "ticket_opened", 1);
  const resolving = messageIdOf(ticket.ticketId, "ticket_resolved", 1);
  await messageIn(service, opening, "delivered");
  await messageIn(service, resolving, "delivered");
  await again();
  const marker = anOpening({ property, customer });
  await service.publish(marker.received, marker.opened, marker.assigned);
  await messageIn(service, messageIdOf(marker.ticketId, "ticket_opened", 1), "delivered");

  const got = await service.sms({ to: customer.phone });
  expect(got.map(({ clientRef }) => clientRef).slice(0, 2)).toEqual([opening, resolving]);
  expect(got).toHaveLength(3);
  expect(got[0]?.text).toContain("首问责任人王芳，工号0137");
  expect(got[1]?.text).toContain("已更换阀芯");
  await eventually(() =>
    expect(saidTypes(opening)).toEqual([
      "1 message.queued.v1",
      "2 message.sent.v1",
      "3 message.delivered.v1",
    ]),
  );
});

test("what one ticket says in the same millisecond goes out in the order in which it was said", async () => {
  const five = await Promise.all(Array.from({ length: 5 }, () => aCustomer(service, property)));
  const orders = await Promise.all(
    five.map(async (customer) => {
      const ticket = anOpening({ property, customer });
      const resolved = ticket.resolved({ at: ticket.opened.data.at });
      await service.publish(ticket.received, ticket.opened, ticket.assigned, resolved);
      const [first, second] = (["ticket_opened", "ticket_resolved"] as const).map((purpose) =>
        messageIdOf(ticket.ticketId, purpose, 1),
      ) as [string, string];
      await messageIn(service, second, "delivered");
      const got = await service.sms({ to: customer.phone });
      return got.map(({ clientRef }) => clientRef).join() === [first, second].join();
    }),
  );
  expect(orders).toEqual([true, true, true, true, true]);
});

test("a ticket without an owner tells its customer when an owner comes", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  const other = anOpening({ property, customer });
  await service.publish(ticket.received, ticket.opened);
  await service.publish(other.received, other.opened, other.assigned);
  await messageIn(service, messageIdOf(other.ticketId, "ticket_opened", 1), "delivered");
  expect(
    await service.query("select 1 from messaging.message where ticket_id = $1", [ticket.ticketId]),
  ).toEqual([]);
  await service.publish(ticket.assigned);
  await messageIn(service, messageIdOf(ticket.ticketId, "ticket_opened", 1), "delivered");
});

test("a ticket that is resolved again tells its customer again", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  await service.publish(
    ticket.received,
    ticket.opened,
    ticket.resolved(),
    ticket.resolved({ resolution: 2 }),
  );
  await messageIn(service, messageIdOf(ticket.ticketId, "ticket_resolved", 1), "delivered");
  await messageIn(service, messageIdOf(ticket.ticketId, "ticket_resolved", 2), "delivered");
});

test("a record of the past tells nobody", async () => {
  const customer = await aCustomer(service, property);
  const past = anOpening({ property, customer, overrides: { mode: "history" } });
  const live = anOpening({ property, customer });
  await service.publish(past.received, past.opened, past.assigned, past.resolved());
  await service.publish(live.received, live.opened, live.assigned);
  await messageIn(service, messageIdOf(live.ticketId, "ticket_opened", 1), "delivered");
  await eventually(async () => {
    const heard = await service.query("select 1 from messaging.last_agg_seq where key = $1 and agg_seq = 3", [
      past.ticketId,
    ]);
    expect(heard).toHaveLength(1);
  });
  expect(
    await service.query("select 1 from messaging.message where ticket_id = $1", [past.ticketId]),
  ).toEqual([]);
  expect(await service.query("select 1 from messaging.matter where id = $1", [past.ticketId])).toEqual([]);
});

test("a customer with an e-mail address gets an e-mail, in their language, whose id is the message's", async () => {
  const value = `li.${Date.now()}@example.com`;
  const customer = await aCustomer(service, property, { kind: "email", value });
  const ticket = anOpening({ property, customer, overrides: { language: "en" } });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  const messageId = messageIdOf(ticket.ticketId, "ticket_opened", 1);
  await messageIn(service, messageId, "sent");
  const [mail, ...others] = await service.mails(value);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ messageId: `<${messageId}@shouwen.example>` });
  expect(mail?.from).toContain("Lakeside Hotel");
  expect(mail?.text).toContain("Wang Fang (staff no. 0137)");
});

test("a contact in the customer's file serves where the request brought none", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer: { ...customer, contact: null } });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  await messageIn(service, messageIdOf(ticket.ticketId, "ticket_opened", 1), "delivered");
  expect(await service.sms({ to: customer.phone })).toHaveLength(1);
});

test("nobody who can be reached: refused with the reason, not lost", async () => {
  const nobody = anOpening({ property, customer: null });
  const wrong = anOpening({
    property,
    customer: await aCustomer(service, property, { kind: "text", value: "room 1203" }),
  });
  await service.publish(
    nobody.received,
    nobody.opened,
    nobody.assigned,
    wrong.received,
    wrong.opened,
    wrong.assigned,
  );
  const refused = async (ticketId: string) =>
    messageIn(service, messageIdOf(ticketId, "ticket_opened", 1), "refused");
  expect(await refused(nobody.ticketId)).toMatchObject({ reason: "no_contact" });
  expect(await refused(wrong.ticketId)).toMatchObject({ reason: "contact_invalid" });
});

test("an event that is heard twice under new ids makes no second message", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  await service.publish(ticket.received, ticket.opened, ticket.assigned, ticket.assigned, ticket.resolved());
  await messageIn(service, messageIdOf(ticket.ticketId, "ticket_resolved", 1), "delivered");
  expect(await service.sms({ to: customer.phone })).toHaveLength(2);
});

test("neither the number nor the words lie anywhere in clear", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  const note = await service.vault.seal(customer.profileId, "已送至1203的药");
  await service.publish(ticket.received, ticket.opened, ticket.assigned, ticket.resolved({ note }));
  const messageId = messageIdOf(ticket.ticketId, "ticket_resolved", 1);
  await messageIn(service, messageId, "delivered");
  const kept = await service.query("select state::text from messaging.message where id = $1", [messageId]);
  const said = await eventually(() => {
    const records = service.published(messageId);
    expect(records).toHaveLength(3);
    return records;
  });
  for (const text of [JSON.stringify(kept), JSON.stringify(said)]) {
    expect(text).not.toContain(customer.phone.slice(3));
    expect(text).not.toContain("已送至");
  }
});

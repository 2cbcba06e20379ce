import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { aCustomer, anOpening, openPremises, type Premises } from "./facts.ts";
import { type House, messageIn, openHouse } from "./house.ts";

let house: House;
let premises: Premises;

beforeAll(async () => {
  house = await openHouse();
  premises = await openPremises(house);
});

afterAll(() => house.close());

const saidTypes = (messageId: string) =>
  house.said(messageId).map(({ headers }) => `${headers.ce_aggseq} ${headers.ce_type}`);

test("a customer is told at opened, with the owner's name and number, and at resolved, each once", async () => {
  const customer = await aCustomer(house, premises);
  const ticket = anOpening({ premises, customer });
  const resolved = ticket.resolved({ note: await house.vault.seal(customer.profileId, "已更换阀芯") });
  const again = await house.hear(ticket.received, ticket.opened, ticket.assigned, resolved);
  const opening = messageIdOf(ticket.ticketId, "ticket_opened", 1);
  const resolving = messageIdOf(ticket.ticketId, "ticket_resolved", 1);
  await messageIn(house, opening, "delivered");
  await messageIn(house, resolving, "delivered");
  await again();
  const marker = anOpening({ premises, customer });
  await house.hear(marker.received, marker.opened, marker.assigned);
  await messageIn(house, messageIdOf(marker.ticketId, "ticket_opened", 1), "delivered");

  const got = await house.sms({ to: customer.phone });
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
  const five = await Promise.all(Array.from({ length: 5 }, () => aCustomer(house, premises)));
  const orders = await Promise.all(
    five.map(async (customer) => {
      const ticket = anOpening({ premises, customer });
      const resolved = ticket.resolved({ at: ticket.opened.data.at });
      await house.hear(ticket.received, ticket.opened, ticket.assigned, resolved);
      const [first, second] = (["ticket_opened", "ticket_resolved"] as const).map((purpose) =>
        messageIdOf(ticket.ticketId, purpose, 1),
      ) as [string, string];
      await messageIn(house, second, "delivered");
      const got = await house.sms({ to: customer.phone });
      return got.map(({ clientRef }) => clientRef).join() === [first, second].join();
    }),
  );
  expect(orders).toEqual([true, true, true, true, true]);
});

test("a ticket without an owner tells its customer when an owner comes", async () => {
  const customer = await aCustomer(house, premises);
  const ticket = anOpening({ premises, customer });
  const other = anOpening({ premises, customer });
  await house.hear(ticket.received, ticket.opened);
  await house.hear(other.received, other.opened, other.assigned);
  await messageIn(house, messageIdOf(other.ticketId, "ticket_opened", 1), "delivered");
  expect(
    await house.query("select 1 from messaging.message where ticket_id = $1", [ticket.ticketId]),
  ).toEqual([]);
  await house.hear(ticket.assigned);
  await messageIn(house, messageIdOf(ticket.ticketId, "ticket_opened", 1), "delivered");
});

test("a ticket that is resolved again tells its customer again", async () => {
  const customer = await aCustomer(house, premises);
  const ticket = anOpening({ premises, customer });
  await house.hear(ticket.received, ticket.opened, ticket.resolved(), ticket.resolved({ resolution: 2 }));
  await messageIn(house, messageIdOf(ticket.ticketId, "ticket_resolved", 1), "delivered");
  await messageIn(house, messageIdOf(ticket.ticketId, "ticket_resolved", 2), "delivered");
});

test("a record of the past tells nobody", async () => {
  const customer = await aCustomer(house, premises);
  const past = anOpening({ premises, customer, overrides: { mode: "history" } });
  const live = anOpening({ premises, customer });
  await house.hear(past.received, past.opened, past.assigned, past.resolved());
  await house.hear(live.received, live.opened, live.assigned);
  await messageIn(house, messageIdOf(live.ticketId, "ticket_opened", 1), "delivered");
  await eventually(async () => {
    const heard = await house.query("select 1 from messaging.last_agg_seq where key = $1 and agg_seq = 3", [
      past.ticketId,
    ]);
    expect(heard).toHaveLength(1);
  });
  expect(await house.query("select 1 from messaging.message where ticket_id = $1", [past.ticketId])).toEqual(
    [],
  );
  expect(await house.query("select 1 from messaging.matter where id = $1", [past.ticketId])).toEqual([]);
});

test("a customer with an e-mail address gets an e-mail, in their language, whose id is the message's", async () => {
  const value = `li.${Date.now()}@example.com`;
  const customer = await aCustomer(house, premises, { kind: "email", value });
  const ticket = anOpening({ premises, customer, overrides: { language: "en" } });
  await house.hear(ticket.received, ticket.opened, ticket.assigned);
  const messageId = messageIdOf(ticket.ticketId, "ticket_opened", 1);
  await messageIn(house, messageId, "sent");
  const [mail, ...others] = await house.mails(value);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ messageId: `<${messageId}@shouwen.example>` });
  expect(mail?.from).toContain("Lakeside Hotel");
  expect(mail?.text).toContain("Wang Fang (staff no. 0137)");
});

test("a contact in the customer's file serves where the request brought none", async () => {
  const customer = await aCustomer(house, premises);
  const ticket = anOpening({ premises, customer: { ...customer, contact: null } });
  await house.hear(ticket.received, ticket.opened, ticket.assigned);
  await messageIn(house, messageIdOf(ticket.ticketId, "ticket_opened", 1), "delivered");
  expect(await house.sms({ to: customer.phone })).toHaveLength(1);
});

test("nobody who can be reached: refused with the reason, not lost", async () => {
  const nobody = anOpening({ premises, customer: null });
  const wrong = anOpening({
    premises,
    customer: await aCustomer(house, premises, { kind: "text", value: "room 1203" }),
  });
  await house.hear(
    nobody.received,
    nobody.opened,
    nobody.assigned,
    wrong.received,
    wrong.opened,
    wrong.assigned,
  );
  const refused = async (ticketId: string) =>
    messageIn(house, messageIdOf(ticketId, "ticket_opened", 1), "refused");
  expect(await refused(nobody.ticketId)).toMatchObject({ reason: "no_contact" });
  expect(await refused(wrong.ticketId)).toMatchObject({ reason: "contact_invalid" });
});

test("an event that is heard twice under new ids makes no second message", async () => {
  const customer = await aCustomer(house, premises);
  const ticket = anOpening({ premises, customer });
  await house.hear(ticket.received, ticket.opened, ticket.assigned, ticket.assigned, ticket.resolved());
  await messageIn(house, messageIdOf(ticket.ticketId, "ticket_resolved", 1), "delivered");
  expect(await house.sms({ to: customer.phone })).toHaveLength(2);
});

test("neither the number nor the words lie anywhere in clear", async () => {
  const customer = await aCustomer(house, premises);
  const ticket = anOpening({ premises, customer });
  const note = await house.vault.seal(customer.profileId, "已送至1203的药");
  await house.hear(ticket.received, ticket.opened, ticket.assigned, ticket.resolved({ note }));
  const messageId = messageIdOf(ticket.ticketId, "ticket_resolved", 1);
  await messageIn(house, messageId, "delivered");
  const kept = await house.query("select state::text from messaging.message where id = $1", [messageId]);
  const said = await eventually(() => {
    const records = house.said(messageId);
    expect(records).toHaveLength(3);
    return records;
  });
  for (const text of [JSON.stringify(kept), JSON.stringify(said)]) {
    expect(text).not.toContain(customer.phone.slice(3));
    expect(text).not.toContain("已送至");
  }
});

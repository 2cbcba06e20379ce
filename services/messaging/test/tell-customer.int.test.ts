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

import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  ladder,
  minutesLater,
  staffed,
  ticketContext,
  typesOf,
} from "../../../test/tickets.ts";
import { addNote } from "./annotate-ticket.ts";
import { hearCustomer } from "./hear-customer.ts";
import { type Ticket, unknownTicket } from "./ticket.ts";

const message = {
  messageId: "msg_1",
  channel: "sms",
  text: "sealed:v1:pro_1:QUJD",
  about: "open_ticket",
} as const;
const hear = (ticket: Ticket, overrides: object = {}) =>
  hearCustomer({ message: { ...message, ...overrides }, ticketContext: ticketContext() }, ticket, at);

test("what a customer writes about an open matter belongs to it, and its owner and handler are told", () => {
  const ticket = aTicket({ status: "in_progress", ownerId: "stf_maya", handlerId: "stf_victor" });
  expect(hear(ticket)).toEqual([
    expect.objectContaining({
      type: "ticket.customer_wrote.v1",
      data: expect.objectContaining({
        text: message.text,
        messageChannel: "sms",
        toldIds: ["stf_maya", "stf_victor"],
      }),
    }),
  ]);
});

test("while the owner is away, whoever stands in for them is told too", () => {
  const staff = [staffed("stf_maya", { substituteId: "stf_leo" })];
  const facts = hearCustomer(
    { message, ticketContext: { ...ticketContext(), escalation: { ladder, staff } } },
    aTicket({ ownerId: "stf_maya" }),
    at,
  );
  expect(facts[0]).toMatchObject({ data: { toldIds: ["stf_maya", "stf_leo"] } });
});

test("whoever waited for the customer waits no more: the promises run on", () => {
  const waiting = aTicket({
    status: "waiting",
    handlerId: "stf_victor",
    waiting: { reason: "customer", since: minutesLater(-10), pausesClocks: true },
  });
  expect(typesOf(hear(waiting))).toEqual(["ticket.customer_wrote", "ticket.resumed"]);
  expect(after(hear(waiting), waiting)).toMatchObject({ status: "in_progress", customerWroteAt: at });
});

test("a wait for something else goes on", () => {
  const parts = { reason: "parts", since: at, pausesClocks: true } as const;
  expect(typesOf(hear(aTicket({ status: "waiting", waiting: parts })))).toEqual(["ticket.customer_wrote"]);
});

test("a message reopens nothing by itself: it may be a thank-you", () =>
  expect(after(hear(aTicket({ status: "resolved" })), aTicket({ status: "resolved" })).status).toBe(
    "resolved",
  ));

test("an answer of the house takes the message off the list of what is unanswered", () => {
  const written = after(hear(aTicket()), aTicket());
  const note = { noteId: "not_1", audience: "customer", text: message.text } as const;
  const answered = addNote({ ...note, actor: { id: "stf_maya", roles: ["agent"] } }, written, at);
  expect(after(answered, written).customerWroteAt).toBeNull();
});

test("an opt-out and a new matter are not about the ticket", () => {
  expect(hear(aTicket(), { about: "opt_out" })).toEqual([]);
  expect(hear(aTicket(), { about: "new_matter" })).toEqual([]);
});

test("a message of before counts where its ticket is not over, and is nobody's where it is", () => {
  expect(hear(aTicket(), { about: undefined })).toHaveLength(1);
  expect(hear(aTicket({ status: "closed" }), { about: undefined })).toEqual([]);
});

test("a message about a ticket that is still to open waits for it", () =>
  expect(() => hearCustomer({ message, ticketContext: ticketContext() }, unknownTicket, at)).toThrow(
    expect.objectContaining({ code: "ticket.not_found" }),
  ));

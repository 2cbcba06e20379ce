import type { DataOf } from "@shouwen/contracts/define-event";
import type { messageReceived } from "@shouwen/contracts/events/message";
import { ticketResumed } from "@shouwen/contracts/events/ticket";
import { ticketCustomerWrote } from "@shouwen/contracts/events/ticket-words";
import { promisesAfterWait } from "../clock/sla-targets.ts";
import { peopleTold } from "../escalation/escalation-recipients.ts";
import { ticketNotFound } from "../rejections.ts";
import { about, notEnded, type Ticket, type TicketState } from "./ticket.ts";
import type { TicketContext } from "./ticket-context.ts";
import type { TicketFact } from "./ticket-fact.ts";

type Message = Pick<DataOf<typeof messageReceived>, "messageId" | "channel" | "text" | "about">;

type ReceivedMessage = { readonly message: Message; readonly ticketContext: TicketContext };

/**
 * What a customer writes about an open matter belongs to it, and its people are told. Whoever waited for the customer
 * waits no more: the promises run on. Whether a no reopens it, a person decides who has read it.
 */
export const hearCustomer = (
  { message, ticketContext }: ReceivedMessage,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "unknown") throw ticketNotFound();
  if (!isAboutIt(message, state)) return [];
  const { ladder, staff } = ticketContext.escalation;
  const wrote = ticketCustomerWrote.of({
    ...about(state, now),
    messageId: message.messageId,
    messageChannel: message.channel,
    text: message.text,
    toldIds: peopleTold(ladder.body, { roles: ["owner", "handler"], ticket: state }, staff),
  });
  return [wrote, ...endWaitForCustomer(state, ticketContext, now)];
};

/** Messages of before did not say what they are about: they count where the ticket that they name is not over. */
const isAboutIt = ({ about: said }: Message, { status }: Ticket): boolean =>
  said === "open_ticket" || (said === undefined && notEnded.some((one) => one === status));

const endWaitForCustomer = (ticket: Ticket, { terms }: TicketContext, now: string): TicketFact[] => {
  if (ticket.status !== "waiting" || ticket.waiting?.reason !== "customer") return [];
  const targets = promisesAfterWait(ticket, terms.calendar.body, now);
  return [ticketResumed.of({ ...about(ticket, now), reason: "customer", targets, by: null })];
};

import { messageReceived } from "@shouwen/contracts/events/message";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { reaction } from "@shouwen/event-bus/reaction";
import { ticketNotFound } from "../domain/rejections.ts";
import { hearCustomer } from "../domain/ticket/hear-customer.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

type Sources = {
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
  /** The property of each ticket that is known. */
  propertiesOf(ticketIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

/** A customer's message about an open matter reaches the people of that matter. */
export const hearCustomerOnMessageReceived = (
  tickets: AggregateStore<TicketState, TicketFact>,
  sources: Sources,
) =>
  reaction({
    name: "hear-customer-on-message-received",
    on: [messageReceived],
    store: tickets,
    target: ({ data }) =>
      data.about === "new_matter" || data.about === "opt_out" ? undefined : (data.ticketId ?? undefined),
    // The ticket's own property counts: a customer may be known in several, and write to another one's number.
    context: async (heard) => {
      const properties = await sources.propertiesOf(heard.flatMap(({ data }) => data.ticketId ?? []));
      return new Map(
        await Promise.all(
          [...new Set(properties.values())].map(
            async (id) => [id, await sources.ticketContextOf(id)] as const,
          ),
        ),
      );
    },
    decide: ({ data }, state, { context, now }) => {
      if (state.status === "unknown") throw ticketNotFound();
      const ticketContextAt = context.get(state.propertyId);
      // Opened between the two reads: it is read again.
      if (!ticketContextAt) throw ticketNotFound();
      return hearCustomer({ message: data, ticketContext: ticketContextAt(state, now) }, state, now);
    },
  });

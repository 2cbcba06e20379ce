import { z } from "zod";
import { messageId, sealed, staffId } from "../values.ts";
import { ticketEvent } from "./about-ticket.ts";
import { messageChannel } from "./message.ts";

/** A customer wrote about a matter that is open. What they wrote belongs to it, and its people are told. */
export const ticketCustomerWrote = ticketEvent(
  "ticket.customer_wrote.v1",
  "The customer wrote about the ticket, and its people were told",
  {
    messageId: messageId.describe("The message, which came once"),
    messageChannel,
    text: sealed.nullable().describe("What the customer wrote; null where they are erased"),
    toldIds: z
      .array(staffId.describe("One of them"))
      .describe(
        "Who is told at once: the owner, who stands in for them while they are away, and the handler",
      ),
  },
);

import { profileId, requestId, ticketId, tier } from "@shouwen/contracts/values";
import { z } from "zod";

/** Who a caller is, as an agent needs to know it while the phone rings. */
const callerView = z.object({
  profileId,
  tier: tier.nullable().describe("Null until the customer's file says it"),
  known: z.boolean().describe("False when this was the first contact"),
  openTickets: z.array(ticketId).describe("What the customer is waiting for in this property"),
});

/** What the first caller is told, and every repeat again. */
export const answer = z.object({
  requestId,
  ticketId: ticketId.describe("The ticket that carries it; it may take a moment until it can be read"),
  profile: callerView.nullable().describe("Null when no contact was given"),
  duplicates: z
    .array(ticketId)
    .describe(
      "Open tickets of the last 24 hours about the same matter: same category, same customer or place",
    ),
});
export type Answer = z.output<typeof answer>;

import { category, kind, priority, profileId, requestId, ticketId, tier } from "@shouwen/contracts/values";
import { z } from "zod";

/** Who a caller is, as an agent needs to know it while the phone rings. */
const callerView = z.object({
  profileId,
  tier: tier.nullable().describe("Null until the customer's file says it"),
  known: z.boolean().describe("False when this was the first contact"),
  openTickets: z.array(ticketId).describe("What the customer is waiting for in this property"),
});

const decided = z
  .object({
    kind,
    category,
    priority,
    because: z
      .array(z.string())
      .describe("Why, for people to read, in the language of `Accept-Language`, else the property's"),
  })
  .describe("What the request was taken for");
export type Decided = z.output<typeof decided>;

const warning = z.object({
  code: z.enum(["category_unknown", "contact_unreadable", "property_not_ready"]),
  field: z.string().describe("The field of the request that it is about"),
  message: z.string().describe("What to look at, in the same language; nothing of what was sent"),
});
export type Warning = z.output<typeof warning>;

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
  decided: decided.optional().describe("Missing in the repeat of an answer from before it was told"),
  warnings: z.array(warning).optional().describe("What was taken although something about it is odd"),
});
export type Answer = z.output<typeof answer>;

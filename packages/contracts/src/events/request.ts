import { z } from "zod";
import { defineEvent } from "../define-event.ts";
import { priorityFields } from "../priority.ts";
import {
  category,
  channel,
  instant,
  kind,
  language,
  mode,
  place,
  profileId,
  propertyId,
  requestId,
  sealed,
  source,
  staffId,
  teamId,
  ticketId,
  tier,
} from "../values.ts";

/** How a record of the past ended. */
export const historicOutcome = z.object({
  closedAt: instant.describe("When it was closed"),
  note: z.string().max(500).nullable().describe("How it ended, without personal data"),
});

/** A team as another system calls it. */
export const foreignTeam = z.object({
  teamId: teamId.describe("Made from the name: teams of one name in one system have one id"),
  name: z.string().min(1).max(120).describe("The other system's name for it"),
});

/** One step of a record of the past, as it was, even where today's rules would have refused it. */
export const pastStep = z.object({
  did: z
    .enum(["reprioritised", "accepted", "paused", "escalated", "resolved", "closed", "noted"])
    .describe("What was done, in the words of the ticket's events"),
  at: instant.describe("When it was done"),
  by: staffId.nullable().describe("Who did it; an id made from the name that the other system has for them"),
  note: sealed.nullable().describe("What was noted"),
  moved: z
    .enum(["queued", "assigned"])
    .optional()
    .describe("With `noted`: it went into a queue, or was given to somebody (`by`) who had not taken it yet"),
  team: foreignTeam.optional().describe("Whose turn it was from then on"),
  line: z.string().max(40).optional().describe("The line of support whose turn it was: 1st, 2nd"),
});

/** A customer asked for something, and we wrote it down durably. The promise of first-contact ownership begins. */
export const requestReceived = defineEvent({
  type: "request.received.v1",
  topic: "shouwen.request",
  key: "requestId",
  summary: "A customer asked for something, over one channel, at one moment",
  data: z.object({
    requestId,
    ticketId: ticketId.describe("The ticket that will carry it"),
    propertyId,
    channel,
    kind,
    category,
    ...priorityFields,
    language,
    profileId: profileId.nullable().describe("Null when nobody can be named"),
    tier: tier.nullable(),
    contact: sealed.nullable().describe('Sealed JSON {"kind":"phone|email|text","value":"…"}'),
    displayName: sealed.nullable().describe("What the customer is called"),
    words: sealed.nullable().describe("The customer's own words"),
    place: place.nullable(),
    summary: z.string().max(200).describe("What it is about, without personal data"),
    takenBy: staffId
      .nullable()
      .describe("The member of staff whom the customer reached; null on self-service channels"),
    replyBy: instant.nullable().describe("The date promised to this customer"),
    followUpOf: ticketId
      .optional()
      .describe(
        "The ticket that was over and that the customer comes back about; its owner hears of them first",
      ),
    source: source.nullable().describe("Where it came from, when another system sent it"),
    occurredAt: instant.describe("When the customer asked"),
    receivedAt: instant.describe("When we heard"),
    mode,
    history: historicOutcome.nullable().describe("For a record of the past that was closed"),
    life: z
      .array(pastStep)
      .max(500)
      .optional()
      .describe("For a record of the past whose steps are known: all of them, oldest first"),
  }),
});

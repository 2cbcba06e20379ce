import { z } from "zod";
import { defineEvent } from "../define-event.ts";
import { entryId, instant, profileId, propertyId, sealed } from "../values.ts";

const aboutEntry = {
  entryId,
  account: z.string().max(80).describe("Whose account: stf_…, tea_…, dep_…, prp_…, pro_…"),
  propertyId,
  points: z.number().describe("May be negative"),
  packId: z.string().describe("The set of rules that scored it"),
  packVersion: z.int().min(1).describe("Its version"),
  ruleId: z.string().describe("The rule in it"),
  causeEventId: z.string().describe("The ce_id of the event that was scored"),
  causeType: z.string().describe("The type of that event"),
  ticketId: z.string().nullable().describe("The ticket that it is about, if any"),
  profileId: profileId
    .nullable()
    .optional()
    .describe("The customer whose matter it is; null or missing: nobody who is known"),
  occurredAt: instant.describe("When the scored thing happened"),
  at: instant.describe("When it was scored"),
};

/** One fact was scored. Never changed; corrected by a reversing entry. */
export const ledgerEntryPosted = defineEvent({
  type: "ledger_entry.posted.v1",
  topic: "shouwen.ledger",
  key: "account",
  summary: "One fact was scored: who, how much, by which rule, because of which event",
  data: z.object(aboutEntry),
});

export const ledgerEntryReversed = defineEvent({
  type: "ledger_entry.reversed.v1",
  topic: "shouwen.ledger",
  key: "account",
  summary: "An entry was taken back by its mirror image",
  data: z.object({
    ...aboutEntry,
    reversesEntryId: entryId.describe("The entry that it takes back"),
    reason: z
      .string()
      .max(200)
      .describe(
        "Why it was taken back: by_hand, with the words in sealedReason; earlier ones the words themselves",
      ),
    sealedReason: sealed
      .optional()
      .describe("The words, sealed with the key of the customer whose matter it is"),
  }),
});

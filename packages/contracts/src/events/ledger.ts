import { z } from "zod";
import { defineEvent } from "../define-event.ts";
import { entryId, instant, propertyId } from "../values.ts";

const aboutEntry = {
  entryId,
  account: z.string().max(80).describe("Whose account: stf_…, tea_…, dep_…, prp_…, pro_…"),
  propertyId,
  points: z.number().describe("May be negative"),
  packId: z.string(),
  packVersion: z.int().min(1),
  ruleId: z.string(),
  causeEventId: z.string().describe("The ce_id of the event that was scored"),
  causeType: z.string(),
  ticketId: z.string().nullable(),
  occurredAt: instant.describe("When the scored thing happened"),
  at: instant,
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
  data: z.object({ ...aboutEntry, reversesEntryId: entryId, reason: z.string().max(200) }),
});

import { z } from "zod";
import type { SeenEntry } from "../domain/ledger.ts";

/** A ledger entry as people see it. */
export const entryView = z
  .object({
    entryId: z.string(),
    account: z.string().describe("Whose: stf_…, dep_…, tea_…"),
    propertyId: z.string(),
    points: z.number(),
    packId: z.string().describe("The rules that scored it: a published policy, or the pack that ships"),
    packVersion: z.int(),
    ruleId: z.string(),
    causeEventId: z.string().describe("The event that was scored"),
    causeType: z.string(),
    ticketId: z.string().nullable(),
    occurredAt: z.string().describe("When the scored thing happened; decides the period"),
    at: z.string().describe("When it was scored"),
    reverses: z.string().nullable().describe("The entry that this one takes back"),
    reason: z.string().nullable().describe("Why it was taken back"),
    reversedBy: z.string().nullable().describe("The entry that takes this one back"),
  })
  .describe("One scored fact; never changed");

export const viewOf = (entry: SeenEntry): z.output<typeof entryView> => ({ ...entry });

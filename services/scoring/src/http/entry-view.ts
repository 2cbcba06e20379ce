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
    reason: z
      .string()
      .nullable()
      .describe("Why it was taken back; null also once the customer whose matter it was is erased"),
    reversedBy: z.string().nullable().describe("The entry that takes this one back"),
  })
  .describe("One scored fact; never changed");

type Shown = z.output<typeof entryView>;

/** Entries with their reasons opened. */
export type ShowEntries = (entries: readonly SeenEntry[]) => Promise<readonly Shown[]>;

const isSealed = (reason: string | null): reason is string => reason?.startsWith("sealed:v1:") ?? false;

/** Opens the reasons of entries, in the order given; `openMany` answers null for a customer who was erased. */
export const entryViews =
  (openMany: (sealed: readonly string[]) => Promise<readonly (string | null)[]>): ShowEntries =>
  async (entries) => {
    const sealed = entries.map(({ reason }) => reason).filter(isSealed);
    const opened = await openMany(sealed);
    const words = new Map(sealed.map((text, n) => [text, opened[n] ?? null]));
    return entries.map(({ reason, profileId: _, ...entry }) => ({
      ...entry,
      reason: isSealed(reason) ? (words.get(reason) ?? null) : reason,
    }));
  };

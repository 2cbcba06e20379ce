import { isSealed } from "@shouwen/contracts/values";
import type { Person } from "@shouwen/service-kit/auth";
import type { Opening, OpenWords } from "@shouwen/service-kit/words";
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
      .describe(
        "Why it was taken back: in clear for those who lead and whose account it is, else sealed; null also once the customer whose matter it was is erased, or is to be",
      ),
    reversedBy: z.string().nullable().describe("The entry that takes this one back"),
  })
  .describe("One scored fact; never changed");

type Shown = z.output<typeof entryView>;

/** Entries as a person reads them. */
export type ShowEntries = (person: Person, entries: readonly SeenEntry[]) => Promise<readonly Shown[]>;

/** Why a person may read the reasons of an account's entries; undefined when they may not. */
const reasonToRead = ({ id, roles }: Person, account: string): Opening["reason"] | undefined => {
  if (roles.some((role) => ["supervisor", "manager", "admin"].includes(role))) return "supervisor";
  return account === id ? "own_account" : undefined;
};

type WordSources = {
  readonly open: OpenWords;
  audit(openings: readonly Opening[]): Promise<void>;
};

/** Opens the reasons of entries that a person may read, in the order given, once it is written down who does. */
export const entryViews =
  ({ open, audit }: WordSources): ShowEntries =>
  async (person, entries) => {
    const toOpen = entries.flatMap((entry): Opening[] => {
      const reason = isSealed(entry.reason) ? reasonToRead(person, entry.account) : undefined;
      const { entryId: subject, propertyId } = entry;
      return reason === undefined ? [] : [{ actor: person.id, subject, propertyId, reason, door: "ledger" }];
    });
    await audit(toOpen);
    const opening = new Set(toOpen.map(({ subject }) => subject));
    return Promise.all(
      entries.map(async ({ profileId, ...entry }) =>
        entry.reason !== null && opening.has(entry.entryId)
          ? { ...entry, reason: await open(entry.reason, profileId) }
          : entry,
      ),
    );
  };

import { pastMoment } from "@shouwen/contracts/given-moment";
import { propertyId, ticketId } from "@shouwen/contracts/values";
import { z } from "zod";
import type { Entry } from "./account.ts";

const account = z.string().regex(/^(stf|dep|tea)_[A-Za-z0-9_-]{1,64}$/, "Expected stf_…, dep_… or tea_…");

/** By what people look for entries. What is not named does not matter. */
export const entryFilters = {
  account: account.optional().describe("Whose; agents and staff see their own only"),
  propertyId: propertyId.optional(),
  ticketId: ticketId.optional(),
  from: pastMoment.optional().describe("From this moment on, by when it happened"),
  to: pastMoment.optional().describe("Until just before this moment"),
};

/** Which entries are looked for. */
export type EntryFilter = Readonly<z.output<z.ZodObject<typeof entryFilters>>> & {
  /** The moment and id after which the list goes on. */
  readonly after?: readonly [occurredAt: string, entryId: string] | undefined;
  readonly limit: number;
};

/** An entry with the one that took it back, if any. */
export type SeenEntry = Entry & { readonly reversedBy: string | null };

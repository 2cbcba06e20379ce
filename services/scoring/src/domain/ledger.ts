import type { Entry } from "./account.ts";

/** Which entries are looked for. What is not named does not matter. */
export type EntryFilter = {
  readonly account?: string | undefined;
  readonly propertyId?: string | undefined;
  readonly ticketId?: string | undefined;
  /** From this moment on, by when it happened. */
  readonly from?: string | undefined;
  /** Until just before this moment. */
  readonly to?: string | undefined;
  /** The moment and id after which the list goes on. */
  readonly after?: readonly [occurredAt: string, entryId: string] | undefined;
  readonly limit: number;
};

/** An entry with the one that took it back, if any. */
export type SeenEntry = Entry & { readonly reversedBy: string | null };

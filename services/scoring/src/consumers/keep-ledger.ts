import { ledgerEntryPosted, ledgerEntryReversed } from "@shouwen/contracts/events/ledger";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Consumer } from "@shouwen/event-bus/message";
import { projection } from "@shouwen/event-bus/reaction";
import type { Entry } from "../domain/account.ts";
import { keepEntry } from "../domain/entry.ts";

/** Keeps what the ledger said, entry by entry, for people to look at. */
export const keepLedger = (entries: AggregateStore<Entry | null, never>): Consumer =>
  projection({
    name: "keep-ledger",
    on: [ledgerEntryPosted, ledgerEntryReversed],
    store: entries,
    target: ({ data }) => data.entryId,
    fold: keepEntry,
  });

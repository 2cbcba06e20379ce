import { aggregate, readModel } from "@shouwen/event-bus/aggregate";
import { type Entry, emptyAccount, evolveAccount } from "../domain/account.ts";
import type { Outcome } from "../domain/outcome.ts";
import { type LedgerEntryRow, type OutcomeRow, tables } from "./generated/tables.ts";

/** How accounts are kept. Their id is their subject's. */
export const accountTable = aggregate({
  table: tables.account,
  initial: emptyAccount,
  evolve: evolveAccount,
  publishedFacts: (state) => state.told,
  row: () => ({}),
});

/** The entries as the ledger said them: a read model. */
export const entryTable = readModel<Entry | null, typeof tables.ledgerEntry>({
  table: tables.ledgerEntry,
  initial: null,
  row: (entry): LedgerEntryRow => ({
    propertyId: entry.propertyId,
    account: entry.account,
    ticketId: entry.ticketId,
    points: entry.points,
    reverses: entry.reverses,
    occurredAt: entry.occurredAt,
  }),
});

/** Promises and answers: a read model. */
export const outcomeTable = readModel<Outcome | null, typeof tables.outcome>({
  table: tables.outcome,
  initial: null,
  row: (outcome): OutcomeRow => ({
    propertyId: outcome.propertyId,
    staffId: outcome.staffId,
    what: outcome.what,
    occurredAt: outcome.occurredAt,
  }),
});

import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import { type Account, type Entry, emptyAccount, evolveAccount } from "../domain/account.ts";
import type { Outcome } from "../domain/outcome.ts";

/** How accounts are kept. Their id is their subject's. */
export const accountTable: AggregateDefinition<Account> = {
  table: "account",
  columns: {},
  initial: emptyAccount,
  evolve: evolveAccount,
  factsSaid: (state) => state.told,
  row: () => ({}),
};

/** The entries as the ledger said them: a read model. */
export const entryTable: AggregateDefinition<Entry | null> = {
  table: "ledger_entry",
  columns: {
    property_id: "text",
    account: "text",
    ticket_id: "text",
    points: "numeric",
    reverses: "text",
    occurred_at: "timestamptz",
  },
  initial: null,
  evolve: (state) => state,
  row: (entry) =>
    entry === null
      ? {}
      : {
          property_id: entry.propertyId,
          account: entry.account,
          ticket_id: entry.ticketId,
          points: entry.points,
          reverses: entry.reverses,
          occurred_at: entry.occurredAt,
        },
};

/** Promises and answers: a read model. */
export const outcomeTable: AggregateDefinition<Outcome | null> = {
  table: "outcome",
  columns: { property_id: "text", staff_id: "text", what: "text", occurred_at: "timestamptz" },
  initial: null,
  evolve: (state) => state,
  row: (outcome) =>
    outcome === null
      ? {}
      : {
          property_id: outcome.propertyId,
          staff_id: outcome.staffId,
          what: outcome.what,
          occurred_at: outcome.occurredAt,
        },
};

import { aggregate } from "@shouwen/event-bus/aggregate";
import type { Database } from "@shouwen/event-bus/database";
import { type ConsentState, evolveConsent, noConsent } from "../domain/consent.ts";
import { tables } from "./generated/tables.ts";

/** How consent is kept: everything that a person ever said, under their profile. */
export const consentTable = aggregate({
  table: tables.consent,
  initial: noConsent,
  evolve: evolveConsent,
  row: () => ({}),
  publishedFacts: ({ told }) => told,
});

/** What these people said. Who said nothing is not among them. Always read afresh: an opt-out counts at once. */
export const consentsOf = async (
  database: Database,
  profileIds: readonly string[],
): Promise<ReadonlyMap<string, ConsentState>> => {
  if (profileIds.length === 0) return new Map();
  const { rows } = await database.query<{ id: string; state: ConsentState }>({
    name: "consents",
    text: "select id, state from consent where id = any($1)",
    values: [[...new Set(profileIds)]],
  });
  return new Map(rows.map(({ id, state }) => [id, state]));
};

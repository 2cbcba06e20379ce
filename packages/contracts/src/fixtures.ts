import samples from "../samples.json" with { type: "json" };
import type { DataOf, EventDefinition } from "./define-event.ts";

const sampleByType: Readonly<Record<string, unknown>> = samples;

/**
 * The data of a valid event, for tests of those who subscribe: `sampleOf(ticketOpened, { priority: "urgent" })`.
 * The sample of a type never changes. The samples tell one story: a leak in room 1208, from the call to the ledger.
 * Throws when the type has no sample.
 */
export const sampleOf = <Definition extends EventDefinition>(
  definition: Definition,
  overrides: Partial<DataOf<Definition>> = {},
): DataOf<Definition> => {
  const sample = sampleByType[definition.type];
  if (sample === undefined) throw new Error(`${definition.type} has no sample`);
  return { ...(definition.data.parse(sample) as DataOf<Definition>), ...overrides };
};

import type { Database } from "@shouwen/event-bus/database";
import { type PolicySet, type PolicyVersion, type PropertyPlace, policySetOf } from "./policy-set.ts";

const freshMs = 1_000;
const nowhere: ReadonlyMap<string, PropertyPlace> = new Map();

/** A book of rules that is never older than a second. */
export type PolicyCache<Body> = {
  current(): Promise<PolicySet<Body>>;
  /** Something was published here: the next who asks is told of it. */
  outdate(): void;
};

/**
 * Keeps the versions of one kind of rule in memory. They never change once published, so each second only what is new is
 * read: `readNew` returns the versions that it has not returned before. Those who ask at one moment share one reading.
 */
export const cachePolicies = <Body>(options: {
  readonly database: Database;
  readonly shipped: PolicyVersion<Body>;
  readonly readNew: () => Promise<readonly PolicyVersion<Body>[]>;
}): PolicyCache<Body> => {
  const known = new Map([[options.shipped.policyVersionId, options.shipped]]);
  let kept: { readonly at: number; readonly reading: Promise<PolicySet<Body>> } | undefined;
  const read = async (): Promise<PolicySet<Body>> => {
    for (const version of await options.readNew()) known.set(version.policyVersionId, version);
    const versions = [...known.values()];
    const isInherited = versions.some(({ scope }) => scope.includes(":"));
    const places = isInherited ? await placesOf(options.database) : nowhere;
    return policySetOf(versions, (propertyId) => places.get(propertyId));
  };
  return {
    current: () => {
      if (kept && performance.now() - kept.at < freshMs) return kept.reading;
      const reading = read();
      kept = { at: performance.now(), reading };
      reading.catch(() => {
        kept = undefined;
      });
      return reading;
    },
    outdate: () => {
      kept = undefined;
    },
  };
};

/** Which brand and region each property belongs to, as workforce has said. */
const placesOf = async (database: Database): Promise<ReadonlyMap<string, PropertyPlace>> => {
  const { rows } = await database.query<PropertyPlace & { id: string }>({
    name: "places_of_properties",
    text: `select id, state ->> 'brand' as brand, state ->> 'region' as region
           from known_state where topic = 'shouwen.property_state'`,
  });
  return new Map(rows.map(({ id, ...place }) => [id, place]));
};

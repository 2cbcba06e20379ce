import type { DataOf } from "@shouwen/contracts/define-event";
import type { propertyState } from "@shouwen/contracts/events/workforce";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { LRUCache } from "lru-cache";
import type { CallbackPolicy } from "../domain/callback-policy.ts";
import { type Terms, termsOf } from "../domain/terms.ts";

type Property = DataOf<typeof propertyState>;

/** Where the terms of callbacks come from. Undefined while the property is unknown. */
export type TermsSource = {
  /** What holds at these properties, at any moment. */
  inForce(propertyIds: Iterable<string>): Promise<(propertyId: string, now: string) => Terms | undefined>;
  /** What a callback is pinned to. */
  pinned(propertyId: string, policyVersion: string): Promise<Terms | undefined>;
  /** The same, of a callback that exists: its property and its policy are known, or something is badly wrong. */
  of(callback: { propertyId: string; policyVersion: string }): Promise<Terms>;
};

const mostTerms = 5_000;

/** Terms never change once published, so each is made once per time zone. */
export const createTerms = (source: {
  property(propertyId: string): Promise<Property | undefined>;
  current(): Promise<PolicySet<CallbackPolicy>>;
}): TermsSource => {
  const made = new LRUCache<string, Terms>({ max: mostTerms });
  const make = (policyVersionId: string, policy: CallbackPolicy, timeZone: string): Terms => {
    const key = `${policyVersionId} ${timeZone}`;
    const known = made.get(key);
    if (known) return known;
    const terms = termsOf(policyVersionId, policy, timeZone);
    made.set(key, terms);
    return terms;
  };
  const pinned: TermsSource["pinned"] = async (propertyId, policyVersion) => {
    const [policySet, property] = await Promise.all([source.current(), source.property(propertyId)]);
    const version = policySet.version(policyVersion);
    return property && version && make(policyVersion, version.body, property.timeZone);
  };
  return {
    pinned,
    of: async ({ propertyId, policyVersion }) => {
      const terms = await pinned(propertyId, policyVersion);
      if (!terms) throw new Error(`${policyVersion} of ${propertyId} is not known any more`);
      return terms;
    },
    inForce: async (propertyIds) => {
      const ids = [...new Set(propertyIds)];
      const [policySet, ...found] = await Promise.all([source.current(), ...ids.map(source.property)]);
      const zones = new Map(
        found.flatMap((property) => (property ? [[property.propertyId, property.timeZone]] : [])),
      );
      return (propertyId, now) => {
        const timeZone = zones.get(propertyId);
        if (timeZone === undefined) return undefined;
        const { policyVersionId, body } = policySet.inForce(propertyId, now);
        return make(policyVersionId, body, timeZone);
      };
    },
  };
};

/** One version of a rule, as it is in force somewhere. */
export type PolicyVersion<Body> = {
  /** `policyId@version`: what a ticket is pinned to. */
  readonly policyVersionId: string;
  readonly scope: string;
  readonly version: number;
  readonly effectiveFrom: string;
  /** From when on what is inherited holds again; null: until a newer version takes over. */
  readonly effectiveUntil: string | null;
  readonly body: Body;
};

/** What a property belongs to. */
export type PropertyPlace = { readonly brand: string | null; readonly region: string | null };

/** All versions of one kind of rule, read at one moment. Pure, so that decisions can be given it. */
export type PolicySet<Body> = {
  /** The version in force for a property: its own, else its brand's, its region's, the group's. */
  inForce(propertyId: string, now: string): PolicyVersion<Body>;
  /** A version by its name, in force or not; undefined when it was never published. */
  version(policyVersionId: string): PolicyVersion<Body> | undefined;
  /** Every version, newest first. */
  readonly versions: readonly PolicyVersion<Body>[];
  /** The same book with one more version in it, as if that had been published. */
  with(draft: PolicyVersion<Body>): PolicySet<Body>;
};

export const groupScope = "group";

/** The scopes whose rules a property lives under, the nearest first. */
const scopesOf = (propertyId: string, place: PropertyPlace | undefined): string[] => [
  propertyId,
  ...(place?.brand ? [`brand:${place.brand}`] : []),
  ...(place?.region ? [`region:${place.region}`] : []),
  groupScope,
];

/**
 * The versions as a book. In each scope the newest whose time has come counts; where that one has ended, the scope says
 * nothing and the next wider one counts.
 */
export const policySetOf = <Body>(
  versions: readonly PolicyVersion<Body>[],
  placeOf: (propertyId: string) => PropertyPlace | undefined,
): PolicySet<Body> => {
  const newestFirst = versions.toSorted(
    (a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom) || b.version - a.version,
  );
  const byName = new Map(versions.map((version) => [version.policyVersionId, version]));
  const byScope = Map.groupBy(newestFirst, ({ scope }) => scope);
  const newestOf = (scope: string, now: string) => {
    const newest = byScope.get(scope)?.find(({ effectiveFrom }) => effectiveFrom <= now);
    return newest?.effectiveUntil != null && newest.effectiveUntil <= now ? undefined : newest;
  };
  return {
    version: (policyVersionId) => byName.get(policyVersionId),
    versions: newestFirst,
    inForce: (propertyId, now) => {
      for (const scope of scopesOf(propertyId, placeOf(propertyId))) {
        const found = newestOf(scope, now);
        if (found) return found;
      }
      throw new Error("No policy ships for the group");
    },
    with: (draft) => policySetOf([...versions, draft], placeOf),
  };
};

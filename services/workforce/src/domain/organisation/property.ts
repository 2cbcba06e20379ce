import type { DataOf, FactOf } from "@shouwen/contracts/define-event";
import type { propertyState } from "@shouwen/contracts/events/workforce";

export type PropertyData = DataOf<typeof propertyState>;

export type Property =
  | { readonly status: "unknown" }
  | { readonly status: "known"; readonly data: PropertyData };

export type PropertyFact = FactOf<typeof propertyState>;

export const unknownProperty: Property = { status: "unknown" };

/** A property says nothing but its whole state: the last one said is what it is. */
export const evolveProperty = (_property: Property, fact: PropertyFact): Property => ({
  status: "known",
  data: fact.data,
});

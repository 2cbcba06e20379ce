import type { FactOf } from "@shouwen/contracts/define-event";
import { type PropertyLack, propertyState } from "@shouwen/contracts/events/workforce";
import { isSame } from "../equality.ts";
import type { Property } from "./property.ts";

/** A property lacks something else than it last said. */
export const noteLacks = (
  lacks: readonly PropertyLack[],
  property: Property,
  now: string,
): FactOf<typeof propertyState>[] =>
  property.status === "unknown" || isSame(lacks, property.data.lacks)
    ? []
    : [propertyState.of({ ...property.data, lacks: [...lacks], updatedAt: now })];

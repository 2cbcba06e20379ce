import type { FactOf } from "@shouwen/contracts/define-event";
import { propertyState } from "@shouwen/contracts/events/workforce";
import { isSame } from "../equality.ts";
import type { Property, PropertyData } from "./property.ts";

export type PutProperty = Omit<PropertyData, "updatedAt">;

/** Makes a property what the command says, new or not. What it is already is said by nobody. */
export const putProperty = (
  command: PutProperty,
  property: Property,
  now: string,
): FactOf<typeof propertyState>[] => {
  if (
    property.status === "known" &&
    isSame({ ...command, updatedAt: property.data.updatedAt }, property.data)
  )
    return [];
  return [propertyState.of({ ...command, updatedAt: now })];
};

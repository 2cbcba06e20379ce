import type { FactOf } from "@shouwen/contracts/define-event";
import { type PropertyLack, propertyLack, propertyState } from "@shouwen/contracts/events/workforce";
import { isSame } from "../equality.ts";
import type { Property, PropertyData } from "./property.ts";

export type PutProperty = Omit<PropertyData, "updatedAt" | "lacks">;

/** Nobody works yet in a property that nobody knew, and nothing is asked of one of the past. */
const lacksAfter = ({ purpose }: PutProperty, property: Property): readonly PropertyLack[] | undefined => {
  if (purpose === "history") return [];
  return property.status === "unknown" ? propertyLack.options : property.data.lacks;
};

/** Makes a property what the command says, new or not. What it is already is said by nobody. */
export const putProperty = (
  command: PutProperty,
  property: Property,
  now: string,
): FactOf<typeof propertyState>[] => {
  const lacks = lacksAfter(command, property);
  const put = { ...command, ...(lacks === undefined ? {} : { lacks: [...lacks] }) };
  if (property.status === "known" && isSame({ ...put, updatedAt: property.data.updatedAt }, property.data))
    return [];
  return [propertyState.of({ ...put, updatedAt: now })];
};

import type { DatesOf } from "@shouwen/service-kit/date-order";
import { textOf } from "../domain/compile-field.ts";
import { type Mapping, undatedOf } from "../domain/mapping.ts";

/** The dates of a row of which the mapping names no format, as they are written. */
export const datesIn = (mapping: Mapping, header: readonly string[]): DatesOf => {
  const positions = new Map(header.map((name, index) => [name, index]));
  const readers = undatedOf(mapping).flatMap((field) =>
    "constant" in field || "choose" in field ? [] : [textOf(field, positions)],
  );
  return (values) => readers.flatMap((read) => read(values) ?? []);
};

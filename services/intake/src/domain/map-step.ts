import { instant } from "@shouwen/contracts/values";
import { z } from "zod";
import { compileField, type Import, type RowError } from "./map-row.ts";
import type { Mapping } from "./mapping.ts";
import type { PastStep } from "./receive-request.ts";

/** A row of an event log as a step of a record, or what is wrong with it. */
export type MappedStep =
  | { readonly externalId: string; readonly step: PastStep }
  | { readonly errors: readonly RowError[] };

const longestNote = 500;
const longestName = 120;

const draft = z.object({
  externalId: z.string({ error: "is missing" }).max(120),
  activity: z.string({ error: "is missing" }).max(longestNote),
  at: instant.nullable(),
  who: z.string().max(longestName).nullable(),
});

const unknownActivity = "is not an activity that the mapping knows";

/** Prepares an event log's mapping for the header of one file. Throws where the mapping is of no event log. */
export const stepReader = (
  { life, fields, ...mapping }: Mapping,
  header: readonly string[],
  about: Import,
): ((values: readonly string[]) => MappedStep) => {
  if (!life || !fields.externalId) throw new Error(`The mapping ${mapping.name} is of no event log`);
  const compiling = {
    positions: new Map(header.map((name, index) => [name, index])),
    mapping: { life, fields, ...mapping },
    timeZone: mapping.timeZone ?? about.timeZone,
  };
  const column = (name: string) => compileField({ column: name, ignore: [] }, compiling);
  const externalId = compileField(fields.externalId, compiling);
  const [activity, at] = [column(life.activity), compileField(life.when, compiling)];
  const who = life.who === undefined ? () => null : column(life.who);
  const known = new Map(Object.entries(life.did));
  return (values) => {
    const read = draft.safeParse({
      externalId: externalId(values),
      activity: activity(values),
      at: at(values),
      who: who(values),
    });
    if (!read.success)
      return {
        errors: read.error.issues.map(({ path, code, message }) => ({
          field: path.join("."),
          message: code === "invalid_format" ? "is not written as it must be" : message,
        })),
      };
    const did = known.get(read.data.activity);
    if (!did) return { errors: [{ field: "activity", message: unknownActivity }] };
    if (read.data.at === null) return { errors: [{ field: "at", message: "is missing: a step has a time" }] };
    const note = did === "noted" ? read.data.activity : null;
    return { externalId: read.data.externalId, step: { did, at: read.data.at, who: read.data.who, note } };
  };
};

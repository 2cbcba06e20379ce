import { dateFormat } from "@shouwen/service-kit/date-formats";
import { z } from "zod";

export const column = z.string().min(1).max(120);
const ignore = z.array(z.string()).default([]).describe("Values that mean nothing was said");

const format = z
  .string()
  .refine(
    (text) => dateFormat(text) !== undefined,
    "is no format of a date: yyyy MM M dd d HH H hh h mm m ss s SSS a X XX XXX, 'words' in quotes; or excel, unix, unix_ms",
  );

/** A value that is a time. Without a format it is read as offices write times, where that leaves no doubt. */
const timed = {
  time: z
    .enum(["instant", "local"])
    .optional()
    .describe(
      "instant: as written, without offset in the time zone; local: wall time, whatever offset is written",
    ),
  format: z
    .union([format, z.array(format).min(1).max(5)])
    .optional()
    .describe("How times are written, the first that fits: MM/dd/yyyy hh:mm:ss a"),
};

/** How one field is made from the columns of a row. */
export const expression = z.union([
  z
    .strictObject({
      column,
      ignore,
      lookup: z.string().optional().describe("The name of a table in `lookups`"),
      otherwise: z.string().optional().describe("When the column is blank, or not in the table"),
      ...timed,
    })
    .refine(isTimed, "format is for times: say time as well"),
  z.strictObject({ constant: z.string() }),
  z.strictObject({ firstOf: z.array(column).min(1), ignore }),
  z
    .strictObject({ join: z.array(column).min(1), with: z.string().default(" · "), ignore, ...timed })
    .refine(isTimed, "format is for times: say time as well"),
  z.strictObject({
    path: z.array(column).min(1).max(3).describe("Levels of a category; a slash in a name becomes a dash"),
  }),
  z.strictObject({
    choose: z
      .array(z.strictObject({ when: z.record(column, z.array(z.string()).min(1)), gives: z.string() }))
      .min(1)
      .describe("The first whose columns all have one of their values"),
    otherwise: z.string().optional(),
  }),
]);
export type Expression = z.output<typeof expression>;

function isTimed({ time, format: named }: { time?: unknown; format?: unknown }): boolean {
  return named === undefined || time !== undefined;
}

/** The columns that an expression reads. */
export const readBy = (field: Expression): string[] => {
  if ("column" in field) return [field.column];
  if ("firstOf" in field) return field.firstOf;
  if ("join" in field) return field.join;
  if ("path" in field) return field.path;
  if ("choose" in field) return field.choose.flatMap(({ when }) => Object.keys(when));
  return [];
};

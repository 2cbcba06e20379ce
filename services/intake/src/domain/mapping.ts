import { pastStep } from "@shouwen/contracts/events/request";
import { propertyState } from "@shouwen/contracts/events/workforce";
import { z } from "zod";

const column = z.string().min(1).max(120);
const ignore = z.array(z.string()).default([]).describe("Values that mean nothing was said");

/** How one field is made from the columns of a row. */
const expression = z.union([
  z.strictObject({
    column,
    ignore,
    lookup: z.string().optional().describe("The name of a table in `lookups`"),
    otherwise: z.string().optional().describe("When the column is blank, or not in the table"),
    time: z
      .enum(["instant", "local"])
      .optional()
      .describe(
        "instant: as written, without offset in the time zone; local: wall time, whatever offset is written",
      ),
  }),
  z.strictObject({ constant: z.string() }),
  z.strictObject({ firstOf: z.array(column).min(1), ignore }),
  z.strictObject({ join: z.array(column).min(1), with: z.string().default(" · "), ignore }),
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

const fieldNames = [
  ...([
    "externalId",
    "occurredAt",
    "receivedAt",
    "channel",
    "kind",
    "category",
    "priority",
    "language",
  ] as const),
  ...(["contact", "displayName", "words", "place", "summary", "replyBy", "takenBy"] as const),
] as const;
export type FieldName = (typeof fieldNames)[number] | "closedAt";

const fields = z.object(
  Object.fromEntries(fieldNames.map((name) => [name, expression.optional()])) as Record<
    (typeof fieldNames)[number],
    z.ZodOptional<typeof expression>
  >,
);

const mappingShape = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
  title: z.string().max(120),
  mode: z.enum(["live", "history", "either"]).describe("What such files may be imported as"),
  formats: z.array(z.enum(["csv", "ndjson"])).min(1),
  system: z.string().min(1).max(60).describe("With the external id it makes a row the same request for ever"),
  timeZone: z.string().optional().describe("Of times without offset; the property's unless said"),
  property: propertyState.data
    .pick({ propertyId: true, name: true, nameEn: true, timeZone: true, language: true })
    .extend(propertyState.data.pick({ countryCode: true, purpose: true }).shape)
    .optional()
    .describe("Where the rows go unless another property is named; made by `shouwen import` if need be"),
  requires: z.array(column).min(1).describe("Columns without which a file is refused"),
  lookups: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  fields: fields.strict(),
  history: z
    .strictObject({
      closedAt: expression,
      openWhen: z.record(column, z.array(z.string()).min(1)).optional(),
    })
    .optional(),
  life: z
    .strictObject({
      activity: column,
      who: column.optional(),
      when: expression,
      did: z
        .record(z.string().min(1), pastStep.shape.did)
        .describe("What each activity is in our words; one that is `noted` is kept by its name"),
    })
    .optional()
    .describe("For an event log, in which a row is a step: rows of one external id are one record"),
});
export type Mapping = z.output<typeof mappingShape>;

/** Data that says how the rows of a file become requests. */
export const mappingFile = mappingShape
  .refine((mapping) => mapping.fields.externalId, "externalId must be mapped: it makes an import repeatable")
  .refine((mapping) => mapping.fields.channel, "channel must be mapped")
  .refine(
    (mapping) => !mapping.life || mapping.mode === "history",
    "An event log is of the past: mode history",
  )
  .refine(
    (mapping) => lookupsOf(mapping).every((name) => name in mapping.lookups),
    "A lookup is named that is not there",
  );

/** What people may know of a mapping. */
export const mappingView = z.object({
  ...mappingShape.pick({ name: true, title: true, mode: true, formats: true, property: true }).shape,
  requires: mappingShape.shape.requires,
  columns: z.array(z.string()).describe("All that it reads; those not required may be missing"),
});

const expressionsOf = (mapping: Mapping): Expression[] => [
  ...Object.values(mapping.fields).filter((each) => each !== undefined),
  ...(mapping.history ? [mapping.history.closedAt] : []),
  ...(mapping.life ? [mapping.life.when, { column: mapping.life.activity, ignore: [] }] : []),
  ...(mapping.life?.who === undefined ? [] : [{ column: mapping.life.who, ignore: [] }]),
];

const lookupsOf = (mapping: Mapping): string[] =>
  expressionsOf(mapping).flatMap((each) =>
    "lookup" in each && each.lookup !== undefined ? [each.lookup] : [],
  );

/** Every column that a mapping reads. */
export const columnsOf = (mapping: Mapping): string[] => {
  const read = expressionsOf(mapping).flatMap(readBy);
  return [...new Set([...mapping.requires, ...read, ...Object.keys(mapping.history?.openWhen ?? {})])];
};

const readBy = (field: Expression): string[] => {
  if ("column" in field) return [field.column];
  if ("firstOf" in field) return field.firstOf;
  if ("join" in field) return field.join;
  if ("path" in field) return field.path;
  if ("choose" in field) return field.choose.flatMap(({ when }) => Object.keys(when));
  return [];
};

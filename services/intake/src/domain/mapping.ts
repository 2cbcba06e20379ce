import { pastStep } from "@shouwen/contracts/events/request";
import { propertyState } from "@shouwen/contracts/events/workforce";
import { z } from "zod";
import { column, type Expression, expression, readBy } from "./mapping-expression.ts";

/** What moves a record from hand to hand, beside what a step says as what was done. */
const movedKinds = ["queued", "assigned"] as const;

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

/** What a step is in our words: what a record of the past may say, and the two moves from hand to hand. */
const stepKind = z.enum([...pastStep.shape.did.options, ...movedKinds]);
export type StepKind = z.output<typeof stepKind>;

const besideAStep = {
  who: column.optional().describe("Who did it; of a step `assigned`, whom it was assigned to"),
  team: column.optional().describe("The team whose turn it is from then on"),
  line: column.optional().describe("The line of support: 1st, 2nd"),
};

const rowsAreSteps = z.strictObject({
  activity: column,
  when: expression,
  ...besideAStep,
  did: z
    .record(z.string().min(1), stepKind)
    .describe("What each activity is in our words; one that is `noted` is kept by its name"),
});

const columnsAreSteps = z.strictObject({
  steps: z
    .array(z.strictObject({ did: stepKind, when: expression, ...besideAStep }))
    .min(1)
    .max(50)
    .describe("One for each column that holds the time of a step; a step whose time is blank was not taken"),
});

const mappingShape = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9_-]{0,39}$/,
      "must be small letters, digits, - and _, such as front-desk; it begins with a letter",
    ),
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
    .union([rowsAreSteps, columnsAreSteps])
    .optional()
    .describe(
      "For records whose steps are known: a row is a step of an event log, or has several in its columns",
    ),
});
export type Mapping = z.output<typeof mappingShape>;
export type RowsAreSteps = z.output<typeof rowsAreSteps>;
export type ColumnsAreSteps = z.output<typeof columnsAreSteps>;

/** Data that says how the rows of a file become requests. */
export const mappingFile = mappingShape
  .refine((mapping) => mapping.fields.externalId, {
    path: ["fields", "externalId"],
    error: "is missing: it makes an import repeatable, such as { column: id }",
  })
  .refine((mapping) => mapping.fields.channel, {
    path: ["fields", "channel"],
    error: "is missing: how the customer reached us, such as { constant: phone }",
  })
  .refine((mapping) => !mapping.life || mapping.mode === "history", {
    path: ["mode"],
    error: "must be history: an event log is of the past",
  })
  .superRefine((mapping, check) => {
    for (const name of new Set(lookupsOf(mapping)))
      if (!Object.hasOwn(mapping.lookups, name))
        check.addIssue({
          code: "custom",
          path: ["lookups", name],
          message: "is missing: a field looks its values up there",
        });
  })
  .refine(({ timeZone }) => timeZone === undefined || isZone(timeZone), {
    path: ["timeZone"],
    error: "must be the name of a zone, such as Asia/Shanghai",
  });

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** What people may know of a mapping. */
export const mappingView = z.object({
  ...mappingShape.pick({ name: true, title: true, mode: true, formats: true, property: true }).shape,
  requires: mappingShape.shape.requires,
  columns: z.array(z.string()).describe("All that it reads; those not required may be missing"),
});

const columnOnly = (name: string | undefined): Expression[] =>
  name === undefined ? [] : [{ column: name, ignore: [] }];

const stepExpressions = ({ life }: Mapping): Expression[] => {
  if (!life) return [];
  const steps = "steps" in life ? life.steps : [life];
  return [
    ...steps.map(({ when }) => when),
    ...steps.flatMap(({ who, team, line }) => [who, team, line].flatMap(columnOnly)),
    ...("activity" in life ? columnOnly(life.activity) : []),
  ];
};

const expressionsOf = (mapping: Mapping): Expression[] => [
  ...Object.values(mapping.fields).filter((each) => each !== undefined),
  ...(mapping.history ? [mapping.history.closedAt] : []),
  ...stepExpressions(mapping),
];

const lookupsOf = (mapping: Mapping): string[] =>
  expressionsOf(mapping).flatMap((each) =>
    "lookup" in each && each.lookup !== undefined ? [each.lookup] : [],
  );

/** The values of a mapping that are times of which no format is named. */
export const undatedOf = (mapping: Mapping): Expression[] =>
  expressionsOf(mapping).filter(
    (each) => "time" in each && each.time !== undefined && each.format === undefined,
  );

/** Every column that a mapping reads. */
export const columnsOf = (mapping: Mapping): string[] => {
  const read = expressionsOf(mapping).flatMap(readBy);
  return [...new Set([...mapping.requires, ...read, ...Object.keys(mapping.history?.openWhen ?? {})])];
};

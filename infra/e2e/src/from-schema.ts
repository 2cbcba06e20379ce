import fc from "fast-check";

/** What of JSON Schema our own documents use. */
export type Schema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly formatMinimum?: string;
  readonly formatExclusiveMaximum?: string;
};

const longest = 400;

/** Text that has broken somebody's system before. */
const awkward = [
  "0",
  "null",
  " ",
  "'; drop table request; --",
  "\u202a13800138101\u202c",
  "你好\u0000世界",
  "👩‍👩‍👧‍👦".repeat(20),
  "\ud800",
  "{{ownerName}}",
  "漏水",
  "a/b/c/d",
  "１２０３",
];

const hourMs = 3_600_000;

/** Moments of the window, its edges, offsets, and such as nobody can mean. */
const moments = ({ formatMinimum = "2000-01-01T00:00:00.000Z", formatExclusiveMaximum }: Schema) => {
  const until = Date.parse(formatExclusiveMaximum ?? "2100-01-01T00:00:00.000Z");
  return fc.oneof(
    fc
      .date({ min: new Date(formatMinimum), max: new Date(until - 1), noInvalidDate: true })
      .map((at) => at.toISOString()),
    fc.integer({ min: 1, max: 24 * 400 }).map((hours) => new Date(Date.now() + hours * hourMs).toISOString()),
    fc.constantFrom(
      formatMinimum,
      new Date(until - 1).toISOString(),
      new Date(until).toISOString(),
      "2027-02-28T23:59:59.999999999-11:30",
      "9999-12-31T15:59:59Z",
      "8000-01-01T00:00:00+14:00",
      "0026-11-22T00:00:00Z",
    ),
  );
};

const texts = ({ minLength = 0, maxLength = longest, pattern, format, ...schema }: Schema) => {
  if (format === "date-time") return moments(schema);
  if (pattern !== undefined)
    return fc.stringMatching(new RegExp(pattern, "u"), { maxLength: Math.min(maxLength, longest) });
  const free = fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, longest) });
  return fc.oneof({ weight: 3, arbitrary: free }, { weight: 1, arbitrary: fc.constantFrom(...awkward) });
};

const records = ({ properties = {}, required = [] }: Schema, known: Known): fc.Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, known[name] ?? valuesOf(schema, known)]),
    ),
    { requiredKeys: [...required], noNullPrototype: true },
  );

type Known = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Values that fit a schema, and some whose moments or texts do not. `known` says what a field is to be by its name. */
export const valuesOf = (schema: Schema, known: Known = {}): fc.Arbitrary<unknown> => {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, known)));
  switch (schema.type) {
    case "object":
      return records(schema, known);
    case "array":
      return fc.array(valuesOf(schema.items ?? {}, known), { maxLength: 5 });
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return texts(schema);
  }
};

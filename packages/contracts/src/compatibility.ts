import { alternativesOf, isNull, type JsonSchema } from "./json-schema.ts";

/** One difference that makes a new version of the event necessary. `path` leads to the field: `targets[].dueAt`. */
export type BreakingChange = { readonly path: string; readonly what: string };

type Compared = { readonly path: string; readonly was: JsonSchema; readonly is: JsonSchema };

/** Words about a field, which may be bettered at any time. */
const annotations = new Set(["$schema", "$comment", "title", "description", "examples", "deprecated"]);

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

/** The same value in the same bytes, whatever the order of its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "nothing";

const same = (was: unknown, is: unknown): boolean => canonical(was) === canonical(is);

const listOf = (schema: JsonSchema, keyword: string): unknown[] => {
  const list = schema[keyword];
  return Array.isArray(list) ? list : [];
};

const schemasIn = (schema: JsonSchema, keyword: string): Readonly<Record<string, JsonSchema>> =>
  (schema[keyword] as Record<string, JsonSchema> | undefined) ?? {};

/** Null apart; what is left, when that is one schema. */
const withoutNull = (schema: JsonSchema): { nullable: boolean; schema: JsonSchema } => {
  const alternatives = alternativesOf(schema);
  const others = alternatives.filter((each) => !isNull(each));
  const [only = {}] = others;
  return {
    nullable: others.length < alternatives.length,
    schema: others.length === 1 ? only : { anyOf: others },
  };
};

type Check = (compared: Compared) => BreakingChange[];

const when = (changed: boolean, path: string, what: string): BreakingChange[] =>
  changed ? [{ path, what }] : [];

const within = (path: string, field: string): string => (path === "" ? field : `${path}.${field}`);

const enumChanges: Check = ({ path, was, is }) => {
  const [before, after] = [listOf(was, "enum"), listOf(is, "enum")];
  if (was.enum === undefined || is.enum === undefined) {
    return when(
      was.enum !== is.enum,
      path,
      is.enum ? "is now limited to some values" : "is no longer limited to its values",
    );
  }
  const removed = before.filter((value) => !after.includes(value));
  const added = after.filter((value) => !before.includes(value));
  return [
    ...removed.map((value) => ({ path, what: `can no longer be ${shown(value)}` })),
    ...added.map((value) => ({
      path,
      what: `can now be ${shown(value)}, which those who listen do not know`,
    })),
  ];
};

const lowerBounds = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const upperBounds = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];

const asBound = (value: unknown, unbounded: number): number =>
  typeof value === "number" ? value : unbounded;

const boundChanges: Check = ({ path, was, is }) =>
  [...lowerBounds, ...upperBounds].flatMap((keyword) => {
    const isLower = lowerBounds.includes(keyword);
    const unbounded = isLower ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const [before, after] = [asBound(was[keyword], unbounded), asBound(is[keyword], unbounded)];
    const narrower = isLower ? after > before : after < before;
    const change = `${keyword} was ${shown(was[keyword])}, is ${shown(is[keyword])}`;
    return when(before !== after, path, `${change}: ${narrower ? "narrower" : "wider"}`);
  });

const propertyChanges: Check = ({ path, was, is }) => {
  const [before, after] = [schemasIn(was, "properties"), schemasIn(is, "properties")];
  const requiredNow = listOf(is, "required");
  return [
    ...Object.entries(before).flatMap(([name, schema]) => {
      const current = after[name];
      const field = within(path, name);
      return current
        ? compare({ path: field, was: schema, is: current })
        : [{ path: field, what: "is gone" }];
    }),
    ...Object.keys(after)
      .filter((name) => !(name in before) && requiredNow.includes(name))
      .map((name) => ({
        path: within(path, name),
        what: "is new and required; a new field must be optional",
      })),
  ];
};

const requiredChanges: Check = ({ path, was, is }) =>
  Object.keys(schemasIn(was, "properties"))
    .filter((name) => name in schemasIn(is, "properties"))
    .flatMap((name) => {
      const [before, after] = [was, is].map((schema) => listOf(schema, "required").includes(name));
      const what = after ? "is required now" : "can be missing now, which those who listen do not expect";
      return when(before !== after, within(path, name), what);
    });

const itemChanges: Check = ({ path, was, is }) => {
  const [before, after] = [was.items as JsonSchema | undefined, is.items as JsonSchema | undefined];
  if (before && after) return compare({ path: `${path}[]`, was: before, is: after });
  return when(before !== after, path, "says something else of its items");
};

const knownKeywords = new Set([
  ...annotations,
  ...lowerBounds,
  ...upperBounds,
  "type",
  "enum",
  "properties",
  "required",
  "items",
]);

/** Whatever else a schema says: pattern, format, const, default, anyOf, additionalProperties, `$id`, x-topic, x-key. */
const otherChanges: Check = ({ path, was, is }) =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((keyword) => !knownKeywords.has(keyword) && !same(was[keyword], is[keyword]))
    .map((keyword) => ({ path, what: `${keyword} was ${shown(was[keyword])}, is ${shown(is[keyword])}` }));

const checks: readonly Check[] = [
  enumChanges,
  boundChanges,
  propertyChanges,
  requiredChanges,
  itemChanges,
  otherChanges,
];

const compare = ({ path, was, is }: Compared): BreakingChange[] => {
  const [before, after] = [withoutNull(was), withoutNull(is)];
  const nullability = when(
    before.nullable !== after.nullable,
    path,
    after.nullable ? "can be null now, which those who listen do not expect" : "can no longer be null",
  );
  const [wasType, isType] = [before.schema.type, after.schema.type];
  if (!same(wasType, isType)) {
    return [...nullability, { path, what: `type was ${shown(wasType)}, is ${shown(isType)}` }];
  }
  return [
    ...nullability,
    ...checks.flatMap((check) => check({ path, was: before.schema, is: after.schema })),
  ];
};

/**
 * What forbids to publish `current` under the version of `released`. Only adding an optional field is allowed, at
 * any depth, and bettering words. Everything else is a new version beside the old, a wider enum too: what a sender
 * may say more, those who listen do not know. Nothing is ever said about the order of fields and values.
 */
export const breakingChanges = (released: JsonSchema, current: JsonSchema): BreakingChange[] =>
  compare({ path: "", was: released, is: current });

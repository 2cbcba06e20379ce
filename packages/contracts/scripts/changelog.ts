import { alternativesOf, type JsonSchema } from "../src/json-schema.ts";

type Schemas = ReadonlyMap<string, JsonSchema>;

const title = "# Changelog of the events\n";
const unreleased = /\n## Unreleased\n[^#]*(?=\n## |$)/;

const fieldsInside = (schema: JsonSchema): [string, JsonSchema][] =>
  alternativesOf(schema).flatMap((each) => {
    if (each.items) return fieldsInside(each.items as JsonSchema);
    return Object.entries((each.properties as Record<string, JsonSchema> | undefined) ?? {});
  });

const fieldNames = (schema: JsonSchema, prefix = ""): string[] =>
  fieldsInside(schema).flatMap(([name, field]) => [prefix + name, ...fieldNames(field, `${prefix}${name}.`)]);

const addedFields = (was: JsonSchema, is: JsonSchema): string[] => {
  const before = new Set(fieldNames(was));
  return fieldNames(is).filter((name) => !before.has(name));
};

/** What a release adds, one line each: new events, and new fields of known ones. */
export const additions = (released: Schemas, current: Schemas): string[] =>
  [...current].flatMap(([type, schema]) => {
    const before = released.get(type);
    if (!before) return [`- new event \`${type}\``];
    return addedFields(before, schema).map((field) => `- \`${type}\` has a new optional field \`${field}\``);
  });

/**
 * The changelog with one release more, the newest first; it takes the place of what stood under "Unreleased". Throws
 * when that version was released before.
 */
export const withRelease = (
  changelog: string,
  { version, date, lines }: { version: string; date: string; lines: readonly string[] },
): string => {
  if (changelog.includes(`\n## ${version} `)) {
    throw new Error(`${version} is released already: raise the version in package.json first`);
  }
  const older = changelog.startsWith(title) ? changelog.slice(title.length).replace(unreleased, "") : "";
  const body = lines.length === 0 ? ["Better words only."] : lines;
  return [title, `\n## ${version} · ${date}\n\n`, `${body.join("\n")}\n`, older].join("");
};

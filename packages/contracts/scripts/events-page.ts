import { eventsOn, publicTopics, recordHeaders } from "../src/asyncapi.ts";
import { factRetentionMs, isStateTopic, partitionsPerTopic } from "../src/catalogue.ts";
import type { EventDefinition } from "../src/define-event.ts";
import { alternativesOf, isNull, type JsonSchema, jsonSchemaOf } from "../src/json-schema.ts";
import { noteOf } from "../src/topic-notes.ts";

type Field = { name: string; type: string; required: boolean; meaning: string };

const idPrefix = /^\^([a-z]{3}_)/;

const stringType = ({ enum: values, format, pattern, maxLength }: JsonSchema): string => {
  if (Array.isArray(values)) return values.map((value) => `\`${value}\``).join(", ");
  if (format === "date-time") return "moment";
  const prefix = typeof pattern === "string" ? (idPrefix.exec(pattern)?.[1] ?? null) : null;
  if (prefix) return `id \`${prefix}…\``;
  if (typeof pattern === "string" && pattern.startsWith("^sealed:")) return "sealed text";
  return typeof maxLength === "number" ? `text ≤ ${maxLength}` : "text";
};

const range = ({ minimum, maximum }: JsonSchema): string => {
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === Number.MIN_SAFE_INTEGER || (minimum === undefined && most === undefined)) return "";
  return most === undefined ? ` ≥ ${minimum}` : ` ${minimum}–${most}`;
};

const typeOf = (schema: JsonSchema): string => {
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 1)
    return alternatives.map((each) => (isNull(each) ? "null" : typeOf(each))).join(" or ");
  switch (schema.type) {
    case "string":
      return stringType(schema);
    case "integer":
      return `whole number${range(schema)}`;
    case "array":
      return `list of ${typeOf(schema.items as JsonSchema)}`;
    default:
      return String(schema.type);
  }
};

const meaningOf = (schema: JsonSchema): string => {
  const said = [schema, ...((schema.anyOf as JsonSchema[] | undefined) ?? [])];
  return String(said.find(({ description }) => description)?.description ?? "");
};

/** The fields inside a field: of an object, of the objects in a list, of an object that may be null. */
const fieldsInside = (schema: JsonSchema, path: string): Field[] =>
  alternativesOf(schema).flatMap((each) => {
    if (each.type === "array") return fieldsInside(each.items as JsonSchema, `${path}[]`);
    return each.type === "object" ? fieldsOf(each, `${path}.`) : [];
  });

const fieldsOf = (schema: JsonSchema, prefix = ""): Field[] => {
  const required = (schema.required as string[] | undefined) ?? [];
  const properties = Object.entries((schema.properties as Record<string, JsonSchema> | undefined) ?? {});
  return properties.flatMap(([name, field]) => [
    {
      name: prefix + name,
      type: typeOf(field),
      required: required.includes(name),
      meaning: meaningOf(field),
    },
    ...fieldsInside(field, prefix + name),
  ]);
};

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const row = (...cells: string[]): string => `| ${cells.map(cell).join(" | ")} |`;
const anchorOf = (heading: string): string => heading.replaceAll(".", "");

const fieldRow = ({ name, type, required, meaning }: Field): string =>
  row(`\`${name}\``, required ? type : `${type} (optional)`, meaning);

const eventSection = (event: EventDefinition, sample: unknown): string[] => [
  `### ${event.type}`,
  "",
  `${event.summary}. Key: \`${event.key}\`. Schema: [schemas/${event.type}.json](schemas/${event.type}.json).`,
  "",
  row("field", "type", "meaning"),
  "|---|---|---|",
  ...fieldsOf(jsonSchemaOf(event)).map(fieldRow),
  "",
  "<details><summary>Example</summary>",
  "",
  "```json",
  JSON.stringify(sample, null, 2),
  "```",
  "",
  "</details>",
  "",
];

const retention = (topic: string): string =>
  isStateTopic(topic)
    ? "compacted: the newest state of each key is kept, no value says that it is gone"
    : `facts, kept for ${factRetentionMs / (24 * 60 * 60 * 1000)} days`;

const topicSection = (topic: string, sampleOfType: (type: string) => unknown): string[] => [
  `## ${topic}`,
  "",
  `${noteOf(topic).summary}. Said by ${noteOf(topic).service}; ${retention(topic)}.`,
  "",
  row("event", "says"),
  "|---|---|",
  ...eventsOn(topic).map(({ type, summary }) => row(`[${type}](#${anchorOf(type)})`, summary)),
  "",
  ...eventsOn(topic).flatMap((event) => eventSection(event, sampleOfType(event.type))),
];

const head = (version: string): string[] => [
  "# Events",
  "",
  `Everything that other teams can hear from Shouwen, contracts ${version}. Generated from \`src/events/\` by`,
  "`pnpm generate`; do not edit. Words and rules: [README.md](README.md). For machines: [asyncapi.json](asyncapi.json),",
  "[schemas/](schemas).",
  "",
  `Records are CloudEvents 1.0 in Kafka's binary mode on topics of ${partitionsPerTopic} partitions: headers as below, a`,
  "JSON object as value, the id of the thing as key. Events of one thing are in order, and may come more than once:",
  "drop those whose `ce_id` you have seen. *Sealed text* can only be opened with the person's key. Ignore fields",
  "that you do not know; ignore types that you do not know.",
  "",
  row("topic", "about"),
  "|---|---|",
  ...publicTopics.map((topic) => row(`[${topic}](#${anchorOf(topic)})`, noteOf(topic).summary)),
  "",
  row("header", "", "meaning"),
  "|---|---|---|",
  ...recordHeaders.map(({ name, required, meaning }) =>
    row(`\`${name}\``, required ? "always" : "", meaning),
  ),
  "",
];

/** The catalogue for people: every topic, its events, their fields, and an example of each. */
export const eventsPage = (version: string, sampleOfType: (type: string) => unknown): string =>
  [...head(version), ...publicTopics.flatMap((topic) => topicSection(topic, sampleOfType))].join("\n");

import { existsSync, readdirSync, readFileSync } from "node:fs";
import specification from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" };
import Ajv from "ajv";
import { expect, test } from "vitest";
import { generatedFiles, packageFolder } from "../scripts/generated-files.ts";
import { asyncApiDocument, publicTopics } from "../src/asyncapi.ts";
import { deadLetterTopic, events, isStateTopic, partitionsPerTopic, topics } from "../src/catalogue.ts";
import { alternativesOf, type JsonSchema, jsonSchemaOf } from "../src/json-schema.ts";
import { noteOf } from "../src/topic-notes.ts";

const committed = (path: string): string | null => {
  const file = new URL(path, packageFolder);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
};

const files = generatedFiles();

test("what is generated is current (else: pnpm generate)", () => {
  const stale = [...files].filter(([path, content]) => committed(path) !== content).map(([path]) => path);
  expect(stale).toEqual([]);
});

test("no schema is left of an event that is gone", () => {
  const schemas = readdirSync(new URL("schemas/", packageFolder)).map((name) => `schemas/${name}`);
  expect(schemas.filter((path) => !files.has(path))).toEqual([]);
});

test("generating twice gives the same bytes", () => {
  expect([...generatedFiles()]).toEqual([...files]);
});

test("the page lists every event and topic, and its links lead somewhere", () => {
  const page = files.get("EVENTS.md") ?? "";
  for (const { type } of events) expect(page).toContain(`\n### ${type}\n`);
  for (const topic of publicTopics) expect(page).toContain(`\n## ${topic}\n`);
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => `#${heading?.replaceAll(".", "")}`);
  const links = [...page.matchAll(/\]\((#[^)]+)\)/g)].map(([, link]) => link);
  expect(links.filter((link) => !anchors.includes(String(link)))).toEqual([]);
});

const fieldsOf = (schema: JsonSchema): [string, JsonSchema][] =>
  Object.entries((schema.properties as Record<string, JsonSchema> | undefined) ?? {});

const isSaid = (field: JsonSchema): boolean =>
  [field, ...((field.anyOf as JsonSchema[] | undefined) ?? [])].some(({ description }) => description);

const meaningless = (schema: JsonSchema, path: string): string[] =>
  alternativesOf(schema).flatMap((each) => {
    if (each.items) return meaningless(each.items as JsonSchema, `${path}[]`);
    return fieldsOf(each).flatMap(([name, field]) => [
      ...(isSaid(field) ? [] : [`${path}.${name}`]),
      ...meaningless(field, `${path}.${name}`),
    ]);
  });

test("every field of every event says what it means", () => {
  expect(events.flatMap((event) => meaningless(jsonSchemaOf(event), event.type))).toEqual([]);
});

test("the AsyncAPI document is valid by the specification's own schema, and its references lead somewhere", () => {
  const document = JSON.parse(files.get("asyncapi.json") ?? "{}");
  const validate = new Ajv.default({ strict: false, validateFormats: false, logger: false }).compile(
    specification,
  );
  expect(validate(document) ? [] : validate.errors?.slice(0, 5)).toEqual([]);

  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) =>
    String(path),
  );
  const leadsTo = (path: string) =>
    path
      .split("/")
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document);
  expect(references.length).toBeGreaterThan(events.length);
  expect(references.filter((path) => leadsTo(path) === undefined)).toEqual([]);
});

test("the AsyncAPI document has a channel for each topic and a message for each event", () => {
  const { channels, components } = asyncApiDocument("0.1.0", () => ({}));
  expect(Object.keys(channels)).toEqual(publicTopics);
  expect(Object.keys(components.messages)).toEqual(events.map(({ type }) => type));
  for (const channel of Object.values(channels)) expect(channel.bindings.kafka.partitions).toBe(12);
});

test("a topic that nobody described is not published", () => {
  expect(() => noteOf("shouwen.secret")).toThrow("Say who speaks on shouwen.secret");
});

test("facts and states never share a topic", () => {
  for (const { type, topic } of events) expect(type.includes(".state.")).toBe(isStateTopic(topic));
});

test("every topic has 12 partitions and a place for dead letters", () => {
  expect(partitionsPerTopic).toBe(12);
  expect(topics.every(({ partitions }) => partitions === 12)).toBe(true);
  for (const topic of publicTopics) expect(topics.map(({ name }) => name)).toContain(deadLetterTopic(topic));
});

test("an event type is defined once", () => {
  expect(new Set(events.map(({ type }) => type)).size).toBe(events.length);
});

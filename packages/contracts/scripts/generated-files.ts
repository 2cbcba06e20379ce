import { existsSync, readFileSync } from "node:fs";
import { asyncApiDocument } from "../src/asyncapi.ts";
import { events } from "../src/catalogue.ts";
import { jsonSchemaOf } from "../src/json-schema.ts";
import { eventsPage } from "./events-page.ts";

/** The folder of this package, with a slash at its end. */
export const packageFolder = new URL("../", import.meta.url);

/** A JSON file of this package. */
export const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(path, packageFolder), "utf8"));

/** The version of the contracts, from package.json. */
export const contractsVersion = (): string => (readJson("package.json") as { version: string }).version;

/** JSON as it stands in a committed file. */
export const toFile = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const readSample = (type: string): unknown => {
  const path = `samples/${type}.json`;
  if (existsSync(new URL(path, packageFolder))) return readJson(path);
  throw new Error(`Write a sample of ${type} to ${path}: sensible data, never changed once released`);
};

/** Every generated file by its path in the package. The same source gives the same bytes. */
export const generatedFiles = (): Map<string, string> => {
  const version = contractsVersion();
  const samples = Object.fromEntries(events.map(({ type }) => [type, readSample(type)]));
  const sampleOfType = (type: string): unknown => samples[type];
  return new Map([
    ...events.map((event): [string, string] => [`schemas/${event.type}.json`, toFile(jsonSchemaOf(event))]),
    ["samples.json", toFile(samples)],
    ["asyncapi.json", toFile(asyncApiDocument(version, sampleOfType))],
    ["EVENTS.md", eventsPage(version, sampleOfType)],
  ]);
};

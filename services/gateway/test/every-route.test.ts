import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serviceNames, serviceOf } from "../src/domain/resources.ts";

const services = join(import.meta.dirname, "../..");

const sourcesOf = (service: string): string[] =>
  readdirSync(join(services, service, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.includes("generated"))
    .map((path) => readFileSync(join(services, service, "src", path), "utf8"));

/** The addresses that a service's sources name, and those of the policies that it publishes. */
const addressesOf = (service: string): string[] =>
  sourcesOf(service).flatMap((source) => [
    ...[...source.matchAll(/["`](\/v1\/[a-z][\w/-]*(?:\.csv)?)/g)].map(([, path = ""]) => path),
    ...[...source.matchAll(/kit\.policies\(\{\s*kind: "(\w+)"/g)].map(([, kind]) => `/v1/policies/${kind}`),
  ]);

test.each(serviceNames)("every resource of %s is passed on to it", (service) => {
  expect(addressesOf(service).filter((address) => serviceOf(address) !== service)).toEqual([]);
});

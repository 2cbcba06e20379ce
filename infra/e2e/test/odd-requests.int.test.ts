import { openTokens } from "@shouwen/cli/platform/person-tokens";
import { beforeAll, expect, test } from "vitest";
import { openPlatform, type Platform } from "../src/platform.ts";
import { allRoutes } from "../src/routes/all-routes.ts";
import { type FuzzOptions, fuzz } from "../src/routes/fuzz.ts";
import { openGuineaProperty } from "../src/routes/guinea-property.ts";
import { harvest } from "../src/routes/harvest.ts";

const seed = 311;
const perField = 2;
/** Enough for all of it on two cores; on a busy machine every route still has its share. */
const withinMs = 100_000;
const requestsOfOnePerson = 500;

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform();
});

test("no odd input at any route of any service is a fault, and every refusal is a problem document that is known", {
  timeout: 400_000,
}, async () => {
  const tokenFor = await openTokens(platform.folder);
  const { propertyId, known } = await openGuineaProperty(platform, "fuzz");
  const authorizationFor: FuzzOptions["authorizationFor"] = async ({ forGroup }, count) => {
    const staffId = `stf_fuzz_${forGroup}_${Math.floor(count / requestsOfOnePerson)}`;
    const properties = forGroup ? ["*"] : [propertyId];
    return `Bearer ${await tokenFor({ staffId, name: "Fuzz", roles: ["admin"], properties })}`;
  };
  const operations = await allRoutes(platform);
  const [first] = operations;
  if (!first) throw new Error("No route is described");
  const all = await harvest(operations, known, await authorizationFor(first, 0));
  const { failures, ...counts } = await fuzz(operations, {
    known: all,
    seed,
    perField,
    withinMs,
    authorizationFor,
  });
  process.stdout.write(
    `fuzz: ${counts.operations} routes · ${counts.requests} odd requests · ${JSON.stringify(counts.statuses)} · ${counts.taken} plain ones taken\n`,
  );
  expect(failures).toEqual([]);
  expect(counts.operations).toBeGreaterThan(100);
  expect(counts.requests, "every route had several").toBeGreaterThan(5 * counts.operations);
});

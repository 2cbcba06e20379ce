import { openTokens } from "@shouwen/cli/platform/person-tokens";
import { beforeAll, expect, test } from "vitest";
import { openPlatform, type Platform } from "../src/platform.ts";
import { allRoutes } from "../src/routes/all-routes.ts";
import { openGuineaProperty } from "../src/routes/guinea-property.ts";
import { harvest } from "../src/routes/harvest.ts";
import { askAsEverybody, everybody } from "../src/routes/matrix.ts";

const other = "prp_riverside";

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform();
});

test("every route, asked by every role of every side: nobody else sees, learns of or changes what one property has", {
  timeout: 500_000,
}, async () => {
  const tokenFor = await openTokens(platform.folder);
  const { propertyId, marker, known } = await openGuineaProperty(platform, "matrix");
  const askers = await everybody({ own: propertyId, other }, async ({ role, properties }) => {
    const staffId = `stf_matrix_${role}_${properties[0]?.replace("*", "group")}`;
    return `Bearer ${await tokenFor({ staffId, name: role, roles: [role], properties })}`;
  });
  const adminOf = (side: string) =>
    askers.find((one) => one.role === "admin" && one.side === side)?.authorization ?? "";
  const operations = await allRoutes(platform);
  const mine = await harvest(operations, known, adminOf("own"));
  const theirs = await harvest(operations, { propertyId: [other] }, adminOf("other"));
  const seenByOthers = new Set(Object.values(theirs).flat());
  const secrets = [marker, ...Object.values(mine).flat().map(String)].filter((id) => !seenByOthers.has(id));

  const { leaks, ...counts } = await askAsEverybody(operations, askers, { known: mine, secrets });
  process.stdout.write(
    `matrix: ${counts.operations} routes × ${askers.length} people · ${counts.requests} asked · ${counts.refused} refused by role · ${counts.shown} answers with something of the property\n`,
  );
  expect(leaks).toEqual([]);
  expect(counts.operations).toBeGreaterThan(100);
  expect(counts.shown).toBeGreaterThan(50);
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPlatform } from "../src/platform.ts";
import { shouwen } from "../src/shouwen.ts";

const file = join(import.meta.dirname, "../../../../shared/data/sf311/311_service_requests.csv");

test.skipIf(!existsSync(file))(
  "of San Francisco's 10,000 requests 17 were closed before they occurred: impossible, and not quick (skipped where ../shared/data is absent)",
  { timeout: 180_000 },
  async () => {
    const home = (await openPlatform()).folder.path;
    const imported = await shouwen(home, ["import", file, "--mapping", "sf311", "--history"]);
    expect(imported, imported.stderr).toMatchObject({ code: 0 });
    const { stdout, stderr } = await shouwen(home, [
      ...["report", "tickets", "--property", "prp_sf311", "--format", "json"],
      ...["--group-by", "kind", "--limit", "48h"],
    ]);
    const report = JSON.parse(stdout || JSON.stringify({ stderr }));
    expect(report).toMatchObject({
      whole: true,
      sums: {
        tickets: 10_000,
        seconds: { closure: { n: 9_613, p50: 489_647, within24h: 0.265994 } },
        impossible: { closure: 17 },
      },
    });
    const groups: { sums: { tickets: number } }[] = report.groups;
    expect(groups.reduce((sum, { sums }) => sum + sums.tickets, 0)).toBe(10_000);
    expect(report.tickets).toContainEqual(expect.objectContaining({ externalId: "6078653", kind: "repair" }));
  },
);

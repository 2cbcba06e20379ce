import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPlatform } from "../src/platform.ts";
import { shouwen } from "../src/shouwen.ts";

const folder = join(import.meta.dirname, "../../../../shared/data/helpdesk-italy");

type Reference = {
  readonly cases: number;
  readonly events: number;
  readonly handoffs: unknown;
  readonly agent_handoffs: unknown;
  readonly reopens: unknown;
} & Readonly<
  Record<"first_touch_s" | "first_resolution_s" | "resolution_s" | "closure_s", { share_within_24h: number }>
>;

/** The same log as an export with the newest first writes it, as a copy that is gone with the test. */
const newestFirst = (): string => {
  const [header = "", ...rows] = readFileSync(join(folder, "events.csv"), "utf8").trimEnd().split("\n");
  const path = join(mkdtempSync(join(tmpdir(), "shouwen-log-")), "newest-first.csv");
  writeFileSync(path, [header, ...rows.toReversed()].join("\n"));
  return path;
};

const timeOf = ({ share_within_24h: within24h, ...rest }: { share_within_24h: number }) => ({
  ...rest,
  within24h,
});

test.skipIf(!existsSync(folder))(
  "4,580 lives of another help desk come out as somebody else has counted them, also from a file with the newest first (skipped where ../shared/data is absent)",
  { timeout: 120_000 },
  async () => {
    const home = (await openPlatform()).folder.path;
    const reference = JSON.parse(readFileSync(join(folder, "reference.json"), "utf8")) as Reference;
    const mapping = ["--mapping", "helpdesk-italy"];
    const imported = await shouwen(home, ["import-log", newestFirst(), ...mapping]);
    expect(imported, imported.stderr).toMatchObject({ code: 0 });
    expect(imported.stdout).toMatch(/rejected +0/);

    const { stdout } = await shouwen(home, [
      ...["report", "tickets", "--property", "prp_helpdesk_italy"],
      ...["--format", "json", "--no-tickets"],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ whole: true, toCome: 0, sums: expected(reference) });
  },
);

const expected = (reference: Reference) => ({
  tickets: reference.cases,
  seconds: {
    firstTouch: timeOf(reference.first_touch_s),
    firstResolution: timeOf(reference.first_resolution_s),
    resolution: timeOf(reference.resolution_s),
    closure: timeOf(reference.closure_s),
  },
  counts: {
    actorChanges: reference.handoffs,
    handOvers: reference.agent_handoffs,
    reopenings: reference.reopens,
  },
});

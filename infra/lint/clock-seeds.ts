import type { Seed } from "./seed.ts";

const pure = /decision is pure|noRestrictedGlobals/;

/** Expressions by which the clock, chance or the surroundings would slip into a decision, and a pure neighbour. */
const impurities: [broken: string, kept: string][] = [
  ["new Date()", "new Date(0)"],
  ["new globalThis.Date()", 'new Date("2026-01-01")'],
  ["Date()", "Date.UTC(2026, 1)"],
  ["Date.now()", 'Date.parse("2026-01-01")'],
  ["Date.now", "Date.parse"],
  ['Date["now"]()', "Date.UTC(2026)"],
  ["Math.random()", "Math.max(1, 2)"],
  ["crypto.randomUUID()", '"tic_1"'],
  ["crypto.getRandomValues(new Uint8Array(1))", "new Uint8Array(1)"],
  ["randomUUID()", "String(0)"],
  ["Temporal.Now.instant()", 'Temporal.Instant.from("2026-01-01T00:00Z")'],
  ["performance.now()", "1"],
  ["process.uptime()", "2"],
  ['fetch("http://localhost")', "3"],
  ["setTimeout(String, 1)", "String(1)"],
];

/** Where the database's clock counts, and nobody's own. */
export const clockSeeds = (service: string): Seed[] =>
  ["http", "store", "jobs", "loops", "consumers", "timers", "commands"].map(
    (folder): Seed => ({
      law: `${folder} takes the time from kit.now`,
      path: `${service}/${folder}/own-clock.ts`,
      broken: "export const now = (): string => new Date().toISOString();\n",
      kept: "export const now = (at: number): string => new Date(at).toISOString();\n",
      caughtBy: /process's clock decides nothing/,
    }),
  );

const impuritySeed = (folder: string, [broken, kept]: [string, string], index: number): Seed => ({
  law: `${folder} is pure: no ${broken}`,
  path: `${folder}/impurity-${index}.ts`,
  broken: `export const planted = ${broken};\n`,
  kept: `export const planted = ${kept};\n`,
  caughtBy: pure,
});

/** Every impurity, planted in a folder of decisions. */
export const puritySeeds = (folder: string): Seed[] =>
  impurities.map((impurity, index) => impuritySeed(folder, impurity, index));

import { defineConfig } from "vitest/config";

/** What every mutation of a decision must get past. Fewer random lives than in a test run: each is lived for every mutant. */
export default defineConfig({
  test: { include: ["src/domain/**/*.test.ts"], testTimeout: 60_000, env: { LIVES: "60" } },
});

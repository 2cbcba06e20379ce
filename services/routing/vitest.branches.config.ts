import { defineConfig } from "vitest/config";

/** Every branch of the decisions, by their own tests alone: fewer than all fails. */
export default defineConfig({
  test: {
    include: ["src/domain/**/*.test.ts"],
    testTimeout: 60_000,
    coverage: { include: ["src/domain/**"], reporter: ["text-summary"], thresholds: { branches: 100 } },
  },
});

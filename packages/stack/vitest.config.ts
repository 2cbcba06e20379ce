import { defineConfig } from "vitest/config";

// Not the preset of test-kit: that one stands on this package.
export default defineConfig({
  test: {
    include: ["{src,test}/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

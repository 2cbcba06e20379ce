import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** One stack for all journeys. They mostly wait for each other's services, so they wait side by side. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: [fileURLToPath(import.meta.resolve("./src/serve-stack.ts"))],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 240_000, // the first to ask waits for the whole platform
  },
});

import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";

/**
 * The configuration of every package's tests: `export default preset()`. A test file is a process of its own;
 * two run at once. The servers behind `postgres()` and `kafka()` start when a test first asks for them.
 */
export const preset = (overrides: ViteUserConfig = {}): ViteUserConfig =>
  mergeConfig(
    defineConfig({
      test: {
        include: ["{src,test,scripts}/**/*.test.ts", "*.test.ts"],
        globalSetup: [fileURLToPath(import.meta.resolve("./global-setup.ts"))],
        pool: "forks",
        maxWorkers: 2,
        // On a shared machine a broker may pause for seconds; once more tells that from a broken promise. The report names
        // every test that needed it, and on one's own machine nothing is tried twice.
        retry: process.env.CI === "true" ? 1 : 0,
        testTimeout: 180_000, // generous: a machine that is busy with other things is not a failure
        hookTimeout: 180_000, // the first to ask waits for PostgreSQL, Kafka and the migrations
      },
    }),
    overrides,
  );

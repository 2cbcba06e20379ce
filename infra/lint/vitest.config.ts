import { defineConfig } from "vitest/config";

/** Plain: these tests need no servers. vitest wants a default export. */
export default defineConfig({ test: { include: ["*.test.ts"], testTimeout: 120_000 } });

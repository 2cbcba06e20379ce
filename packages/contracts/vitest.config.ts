import { defineConfig } from "vitest/config";

/** Plain: what is pure needs no servers, and the test kit stands on it. vitest wants a default export. */
export default defineConfig({ test: { include: ["{src,test,scripts}/**/*.test.ts"] } });

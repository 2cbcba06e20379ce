import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { root } from "../repository.ts";
import { timesReporter } from "./times-reporter.ts";

const workspaces = ["packages", "services", "infra", "infra/examples"];

const packages = workspaces
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
  .filter((folder) => existsSync(join(folder, "package.json")));

const hasTests = (folder: string): boolean => {
  const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    scripts?: Record<string, string>;
  };
  return scripts?.test !== undefined;
};

/** A package whose tests are not found would be green for ever. */
const configured = (folder: string): boolean => {
  const found = existsSync(join(folder, "vitest.config.ts"));
  if (!found && hasTests(folder)) throw new Error(`${folder} has tests and no vitest.config.ts`);
  return found;
};

const projects = packages.filter(configured);

const timesFile = process.env.SHOUWEN_TEST_TIMES;

/**
 * Every package's tests in one run, so that two workers share all the work. vitest wants a default export.
 * @public
 */
export default defineConfig({
  test: {
    projects,
    maxWorkers: 2,
    reporters: ["default", "json", ...(timesFile ? [timesReporter(timesFile)] : [])],
  },
});

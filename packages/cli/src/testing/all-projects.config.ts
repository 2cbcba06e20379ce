import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { root } from "../repository.ts";

const workspaces = ["packages", "services", "infra", "infra/examples"];

const projects = workspaces
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
  .filter((folder) => existsSync(join(folder, "vitest.config.ts")));

/**
 * Every package's tests in one run, so that two workers share all the work. vitest wants a default export.
 * @public
 */
export default defineConfig({ test: { projects, maxWorkers: 2 } });

import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder of the clone. */
export const root = resolve(import.meta.dirname, "../../..");

/** One service as it lies in `services/`. */
export type ServiceFolder = {
  name: string;
  main: string;
  /** Keeps data, so it has a schema and roles. */
  hasDatabase: boolean;
};

/** The order in which services are listed and given their ports; others follow by name. */
const ORDER = ["gateway", "intake", "routing", "callbacks", "messaging", "scoring", "profiles", "workforce"];

const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** Every service that can be started: each folder with a `src/main.ts`. */
export const findServices = (folder: string = join(root, "services")): ServiceFolder[] =>
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "src", "main.ts")))
    .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
    .map((name) => ({
      name,
      main: join(folder, name, "src", "main.ts"),
      hasDatabase: existsSync(join(folder, name, "prisma")),
    }));

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the clone. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** The pnpm that the repository is installed with; `npx` fetches it, nothing is installed by hand. */
export const pnpm = "pnpm@12.21.0";

/** Where the repository's own programs lie once it is installed. */
export const programs = join(root, "node_modules", ".bin");

/** The Node 24 that everything runs on: a dependency like any other. */
export const node = join(root, "node_modules", "node", "bin", "node");

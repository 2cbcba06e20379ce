import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

const say = (text) => {
  process.stdout.write(`${text}\n`);
  return 0;
};

/** The version of the repository. */
export const version = () => say(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);

/** What one needs to know before the first install; afterwards `shouwen --help` lists every command. */
export const help = () =>
  say(`Usage: npx shouwen <command>

  up                 start the whole platform on this machine (same as npm start)
  down               stop it (same as npm run stop)
  doctor             check this machine, and name the fix for what is missing
  test               lint, types and tests (same as npm test)

Nothing is installed yet. The first command that needs it installs everything into this folder.
Start with: npm start`);

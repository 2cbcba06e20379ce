import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { explain } from "#bin/terminal.mjs";
import { commands } from "./commands.ts";
import { root } from "./repository.ts";
import { problemOf } from "./stack/problem-of.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

const program = new Command("shouwen")
  .description("首问: whoever is asked first owns the request until the customer says that it is done")
  .version(version)
  .showHelpAfterError("(shouwen <command> --help shows what it takes)");

for (const command of commands) program.addCommand(command());

try {
  await program.parseAsync();
} catch (error) {
  const { message, fix } = problemOf(error);
  process.exitCode = explain(message, fix);
}

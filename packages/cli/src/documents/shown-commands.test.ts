import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { commands } from "../commands.ts";
import { root } from "../repository.ts";
import { type ShownCommand, shellBlocks, shouwenCalls } from "./shell-blocks.ts";

const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

const documents = [
  "README.md",
  ".github/CONTRIBUTING.md",
  "infra/examples/rules/README.md",
  ...pagesIn("infra/docs/tour"),
];

const silence = (command: Command): Command => {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  command.action(() => undefined);
  for (const inner of command.commands) silence(inner);
  return command;
};

/** What the command line has against these arguments; nothing runs. */
const refusal = async (args: readonly string[]): Promise<string | undefined> => {
  const program = silence(new Command("shouwen"));
  for (const command of commands) program.addCommand(silence(command()));
  try {
    await program.parseAsync(args, { from: "user" });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

const scriptIn = (text: string): string | undefined => {
  const [, run, short] = /\bnpm (?:run (?:-s )?(\w+)|(start|test|stop))\b/.exec(text) ?? [];
  return run ?? short;
};

const filesIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w./])((?:infra|services|packages)\/[\w./-]+)/g)].map(([, path = ""]) => path);

const faultsOf = async ({ text }: ShownCommand): Promise<string[]> => {
  const script = scriptIn(text);
  const refused = shouwenCalls(text).map(async (args) => {
    const why = await refusal(args);
    return why === undefined ? [] : [`shouwen ${args.join(" ")}: ${why}`];
  });
  return [
    ...(script === undefined || scripts[script] ? [] : [`there is no script ${script}`]),
    ...filesIn(text).flatMap((file) => (existsSync(join(root, file)) ? [] : [`there is no ${file}`])),
    ...(await Promise.all(refused)).flat(),
  ];
};

test.each(documents)("every command that %s shows is one that can be typed", async (name) => {
  const shown = shellBlocks(readFileSync(join(root, name), "utf8")).flatMap((block) => block.commands);
  const found = shown.map(async (command) =>
    (await faultsOf(command)).map((fault) => `${name}:${command.line} ${fault}`),
  );
  expect((await Promise.all(found)).flat()).toEqual([]);
});

test("a command that is none, and an option that is none, are found", async () => {
  expect(await refusal(["statuss"])).toBeDefined();
  expect(await refusal(["status", "--waitt"])).toContain("--waitt");
  expect(await refusal(["policies", "publish", "routing", "rules.json"])).toContain("--scope");
});

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { commands } from "../src/commands.ts";
import { root } from "../src/repository.ts";

type Named = { readonly name: string; readonly command: Command };

const withChildren = (command: Command, before = ""): Named[] => {
  const name = `${before} ${command.name()}`.trim();
  return [{ name, command }, ...command.commands.flatMap((child) => withChildren(child, name))];
};

const all = commands.flatMap((make) => withChildren(make()));

const helpOf = (command: Command): string => {
  let text = "";
  command.configureOutput({ writeOut: (more) => (text += more) });
  command.outputHelp();
  return text;
};

test("every command, argument and option says what it means by itself", () => {
  const texts = all.flatMap(({ name, command }) => [
    { name, text: command.description() },
    ...command.registeredArguments.map((one) => ({ name: `${name} <${one.name()}>`, text: one.description })),
    ...command.options.map(({ flags, description }) => ({ name: `${name} ${flags}`, text: description })),
  ]);
  expect(texts.length).toBeGreaterThan(80);
  const saysNothing = /as above|^the same$|^whose$|^which property$|^for machines$/;
  expect(texts.filter(({ text }) => text.length < 12 || saysNothing.test(text))).toEqual([]);
});

test("a command that must be told something shows how it is typed", () => {
  const mustBeTold = all.filter(
    ({ command }) =>
      command.options.some(({ mandatory }) => mandatory) ||
      command.registeredArguments.some(({ required }) => required),
  );
  expect(mustBeTold.length).toBeGreaterThan(10);
  const without = mustBeTold.filter(({ command }) => {
    const parent = command.parent ? helpOf(command.parent) : "";
    return !`${helpOf(command)}${parent}`.includes("  npx shouwen ");
  });
  expect(without.map(({ name }) => name)).toEqual([]);
});

test("an example names a command and options that there are", () => {
  const lines = all.flatMap(({ command }) => helpOf(command).match(/^ {2}npx shouwen .*$/gm) ?? []);
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) {
    const words = line.trim().split(/\s+/).slice(2);
    const named = all.toReversed().find(({ name }) => `${words.join(" ")} `.startsWith(`${name} `));
    const known = new Set(named?.command.options.map(({ long }) => long));
    const typed = words.filter((word) => word.startsWith("--"));
    expect([line, named && typed.filter((option) => !known.has(option))]).toEqual([line, []]);
  }
});

/** CPU of everything that a command line costs, in seconds: user and system, its children with it. */
const cpuOf = (...args: readonly string[]): number => {
  const script = `"$0" "$@" > /dev/null; times`;
  const bin = join(root, "packages", "cli", "bin", "shouwen.mjs");
  const { stdout } = spawnSync("sh", ["-c", script, process.execPath, bin, ...args], { encoding: "utf8" });
  const [user = Number.NaN, system = Number.NaN] = [
    ...(stdout.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g),
  ].map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds));
  return user + system;
};

// npx itself takes about a second of CPU before it finds us, which is npm's. The least of five: others share the machine.
test.each([[["--help"]], [["policies", "publish", "--help"]]])(
  "%j takes under 0.3 s of CPU",
  (args) => {
    const costs = Array.from({ length: 5 }, () => cpuOf(...args));
    expect(Math.min(...costs)).toBeLessThan(0.3);
  },
  30_000,
);

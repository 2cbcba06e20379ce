import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { type ShownCommand, shellBlocks } from "@shouwen/cli/documents/shell-blocks";
import type { Platform } from "./platform.ts";

const root = resolve(import.meta.dirname, "../../..");
const usualGateway = "http://127.0.0.1:4400";
const separator = "@@@ ended with";

/** Beside what an installed clone has: `npx` without its own start, which takes longer than the command. */
const binFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "shouwen-tour-"));
  const main = join(root, "packages/cli/src/main.ts");
  writeFileSync(join(folder, "npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${main}" "$@"\n`, {
    mode: 0o755,
  });
  return folder;
};

/** Types the commands into one shell, as somebody who reads the page, and answers what each printed. */
const type = async ({ stack, folder }: Platform, commands: readonly ShownCommand[]): Promise<string[]> => {
  const bin = binFolder();
  const path = [bin, dirname(process.execPath), process.env.PATH].join(delimiter);
  const script = commands.map(({ text }) => `${text}\nprintf '\\n%s %d\\n' "${separator}" $?`).join("\n");
  writeFileSync(join(bin, "page.sh"), `exec 2>&1\n${script.replaceAll(usualGateway, stack.gateway)}\n`);
  const child = spawn("bash", [join(bin, "page.sh")], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PATH: path, SHOUWEN_HOME: folder.path, GATEWAY: stack.gateway, NO_COLOR: "1" },
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  await new Promise((done) => child.once("close", done));
  rmSync(bin, { recursive: true });
  return printed.split(new RegExp(`^(?=${separator})`, "m"));
};

const units = /^(?:ms|s|min|h|d)$/;

/** Figures, moments and ids are other ones each time; words are not. */
const patternOf = (line: string): RegExp => {
  const words = line
    .trim()
    .split(/\s+/)
    .map((word) => {
      if (units.test(word)) return "(?:ms|s|min|h|d)";
      return /\d|^stf_/.test(word) ? "\\S+" : word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    });
  return new RegExp(`^\\s*${words.join("\\s+")}\\s*$`);
};

/** The first line of the document that was not printed after the ones before it. `…` stands for whatever is left out. */
export const missingLine = (shown: readonly string[], printed: readonly string[]): string | undefined => {
  let from = 0;
  for (const line of shown.filter((it) => it.trim() !== "…")) {
    const pattern = line.endsWith("…") ? startOf(line.slice(0, -1)) : patternOf(line);
    const at = printed.findIndex((text, index) => index >= from && pattern.test(text));
    if (at < 0) return line;
    from = at + 1;
  }
  return undefined;
};

const startOf = (line: string): RegExp => new RegExp(patternOf(line).source.slice(0, -"\\s*$".length));

const isRefusal = ({ output }: ShownCommand): boolean => output.some((line) => /^\s*[✖✘]/.test(line));

/** Plays a page on the running platform, and answers what is different from what it says. */
export const playPage = async (platform: Platform, page: string): Promise<string[]> => {
  const commands = shellBlocks(page).flatMap((block) => (block.kind === "played" ? block.commands : []));
  const parts = await type(platform, commands);
  return commands.flatMap((command, index) => {
    const lines = (parts[index] ?? "").split("\n").filter((line) => line.trim() !== "");
    const printed = lines.filter((line) => !line.startsWith(separator));
    const code = /\d+$/.exec(parts[index + 1]?.split("\n")[0] ?? "")?.[0];
    const missing = missingLine(command.output, printed);
    const where = `line ${command.line}: ${command.text}`;
    if (missing !== undefined)
      return [`${where}\n  never printed: ${missing}\n  but:\n${printed.join("\n")}`];
    if (code !== "0" && !isRefusal(command)) return [`${where}\n  ended with ${code}\n${printed.join("\n")}`];
    return [];
  });
};

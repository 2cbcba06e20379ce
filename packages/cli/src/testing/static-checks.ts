import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pnpm } from "#bin/paths.mjs";
import { createSteps } from "#bin/terminal.mjs";
import { root } from "../repository.ts";
import { add, nothing, type Outcome } from "./outcome.ts";

/** One program that reads the sources and says what is wrong with them. */
type Check = { title: string; command: string; args: readonly string[]; needs?: string };

const checks: readonly Check[] = [
  {
    title: "Format and rules (biome)",
    command: "biome",
    args: ["check", "--error-on-warnings", "."],
    needs: ".biome.json",
  },
  {
    title: "Awaited promises (oxlint)",
    command: "oxlint",
    args: ["--type-aware", "-c", ".oxlintrc.json"],
    needs: ".oxlintrc.json",
  },
  { title: "Unused code (knip)", command: "knip", args: [], needs: ".knip.json" },
  { title: "Workspace (sherif)", command: "sherif", args: [] },
  // Through pnpm, because turbo starts each package's script with the pnpm that it finds on the PATH.
  {
    title: "Types (tsc)",
    command: "npx",
    args: ["-y", pnpm, "exec", "turbo", "run", "types", "--continue", "--output-logs=errors-only"],
  },
];

const exists = ({ command, needs }: Check): boolean =>
  (command === "npx" || existsSync(join(root, "node_modules", ".bin", command))) &&
  (needs === undefined || existsSync(join(root, needs)));

const run = ({ command, args }: Check): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", (error) => resolve({ code: 1, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });

/** Runs every static check that this clone has, one after the other, each of which uses all cores. */
export const runStaticChecks = async (): Promise<Outcome> => {
  const steps = createSteps();
  let outcome = nothing;
  for (const check of checks.filter(exists)) {
    steps.start(check.title, check.title);
    const { code, output } = await run(check);
    if (code === 0) steps.done(check.title);
    else {
      steps.fail(check.title);
      process.stdout.write(`${output.trimEnd()}\n\n`);
    }
    outcome = add(outcome, { ...nothing, ...(code === 0 ? { passed: 1 } : { failed: 1 }) });
  }
  return outcome;
};

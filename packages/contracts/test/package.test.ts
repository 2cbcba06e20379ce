import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { packageFolder } from "../scripts/generated-files.ts";

const folder = fileURLToPath(packageFolder);
const tsc = join(folder, "../../node_modules/.bin/tsc");

test("what other teams install is plain JavaScript: their Node does not strip our types", () => {
  // Inside node_modules, where Node refuses TypeScript, and where zod is found.
  const installed = mkdtempSync(join(folder, "node_modules/.installed-"));
  try {
    execFileSync(tsc, ["-p", "tsconfig.build.json", "--outDir", join(installed, "dist")], { cwd: folder });
    copyFileSync(join(folder, "samples.json"), join(installed, "samples.json"));
    const from = (module: string) => JSON.stringify(pathToFileURL(join(installed, "dist", module)).href);
    const program = `
      const { sampleOf } = await import(${from("fixtures.js")});
      const { slaTargetBreached } = await import(${from("events/ticket.js")});
      console.log(sampleOf(slaTargetBreached).target);`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      encoding: "utf8",
    });
    expect(printed.trim()).toBe("response");
  } finally {
    rmSync(installed, { recursive: true });
  }
}, 60_000);

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { additions, withRelease } from "./changelog.ts";
import { contractsVersion, packageFolder, toFile } from "./generated-files.ts";
import { brokenPromises, currentSchemas, releasedSchemas } from "./released.ts";

const changelogFile = new URL("CHANGELOG.md", packageFolder);

const stop = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const [released, current] = [releasedSchemas(), currentSchemas()];
const broken = brokenPromises(released, current);
if (broken.length > 0) {
  const lines = broken.map(({ path, what }) => `  ${path}: ${what}`);
  stop(`This is no release but a new version of these events:\n${lines.join("\n")}`);
}

const changelog = existsSync(changelogFile) ? readFileSync(changelogFile, "utf8") : "";
const version = contractsVersion();
const date = new Date().toISOString().slice(0, 10);
const extended = withRelease(changelog, { version, date, lines: additions(released, current) });

mkdirSync(new URL("released/", packageFolder), { recursive: true });
for (const [type, schema] of current) {
  writeFileSync(new URL(`released/${type}.json`, packageFolder), toFile(schema));
}
writeFileSync(changelogFile, extended);
process.stdout.write(`${version}: ${current.size} events released\n`);

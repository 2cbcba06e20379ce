import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { generatedFiles, packageFolder } from "./generated-files.ts";

const files = generatedFiles();
const schemas = new URL("schemas/", packageFolder);

mkdirSync(schemas, { recursive: true });
for (const name of readdirSync(schemas)) {
  if (!files.has(`schemas/${name}`)) rmSync(new URL(name, schemas));
}
for (const [path, content] of files) writeFileSync(new URL(path, packageFolder), content);
process.stdout.write(`${files.size} files written\n`);

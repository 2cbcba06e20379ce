import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import generatorHelper from "@prisma/generator-helper";
import { tablesText } from "./tables-text.ts";

const output = "../src/store/generated/tables.ts";

/** Prisma's build runs it with every `schema.prisma` that names it as a generator. */
generatorHelper.generatorHandler({
  onManifest: () => ({ prettyName: "Tables", defaultOutput: output }),
  onGenerate: async ({ dmmf, generator }) => {
    const path = generator.output?.value ?? output;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, tablesText(dmmf.datamodel.models));
  },
});

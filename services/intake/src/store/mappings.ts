import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Mapping, mappingFile } from "../domain/mapping.ts";

/** Reads every mapping file of a folder, by name. Throws with the file and all that is wrong with it. */
export const readMappings = (folder: string): ReadonlyMap<string, Mapping> => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return new Map(
    files.map((file) => {
      const mapping = readMapping(join(folder, file));
      return [mapping.name, mapping];
    }),
  );
};

const readMapping = (path: string): Mapping => {
  const result = mappingFile.safeParse(parse(readFileSync(path, "utf8")));
  if (result.success) return result.data;
  throw new Error(`Bad mapping ${path}\n${z.prettifyError(result.error)}`);
};

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { type Mapping, mappingFile } from "../domain/mapping.ts";
import { type MappingProblem, mappingProblems } from "../domain/mapping-problems.ts";
import { mappingBroken } from "../domain/rejections.ts";

/** What is wrong with a mapping file. */
export type BrokenMapping = { readonly file: string; readonly problems: readonly MappingProblem[] };

/** A mapping file as it was read. */
export type ReadMapping = { readonly mapping: Mapping } | { readonly problems: readonly MappingProblem[] };

/** The mappings of a folder, as its files are now. */
export type MappingShelf = {
  /** The mapping of that name; undefined when there is none. Throws what is wrong with its file when it is a bad one. */
  find(name: string): Mapping | undefined;
  all(): { readonly mappings: readonly Mapping[]; readonly broken: readonly BrokenMapping[] };
};

/** Reads one mapping file. Never throws: what is wrong with it is the answer. */
export const readMapping = (path: string): ReadMapping => {
  try {
    const written: unknown = parse(readFileSync(path, "utf8"));
    const { success, data, error } = mappingFile.safeParse(written);
    return success ? { mapping: data } : { problems: mappingProblems(error, written) };
  } catch (error) {
    return { problems: [{ field: "(file)", message: unreadable(error as Error) }] };
  }
};

/** YAML's own message shows the place over several lines; the first says which line it is. */
const unreadable = ({ name, message }: Error): string => {
  const [first = message] = message.split("\n");
  return name === "YAMLParseError" ? `is no YAML: ${first.replace(/:$/, "")}` : first;
};

type Kept = { readonly version: string; readonly read: ReadMapping };

/**
 * Opens a folder of mapping files. A file that is added or changed counts from the next import on; one that is bad
 * is told of (`warn`, once for each of its versions) and keeps nothing and nobody else from working.
 */
export const openMappings = (folder: string, warn: (broken: BrokenMapping) => void): MappingShelf => {
  const kept = new Map<string, Kept>();
  const look = (file: string): ReadMapping => {
    const path = join(folder, file);
    const version = versionOf(path);
    const known = kept.get(file);
    if (known?.version === version) return known.read;
    const read = readMapping(path);
    kept.set(file, { version, read });
    if ("problems" in read) warn({ file, problems: read.problems });
    return read;
  };
  const all = () => sorted(filesIn(folder).map((file) => ({ file, read: look(file) })));
  all();
  return {
    all,
    find: (name) => {
      const { mappings, broken } = all();
      const found = mappings.find((mapping) => mapping.name === name);
      const bad = broken.find(({ file }) => basename(file, ".yaml") === name);
      if (!found && bad) throw mappingBroken({ file: bad.file, errors: bad.problems });
      return found;
    },
  };
};

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .toSorted();
  } catch {
    return [];
  }
};

const versionOf = (path: string): string => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size}` : "gone";
};

/** Of two files with one name the first by its file's name counts. */
const sorted = (files: readonly { readonly file: string; readonly read: ReadMapping }[]) => {
  const mappings = new Map<string, Mapping>();
  const broken: BrokenMapping[] = [];
  for (const { file, read } of files) {
    if ("problems" in read) broken.push({ file, problems: read.problems });
    else if (mappings.has(read.mapping.name))
      broken.push({
        file,
        problems: [{ field: "name", message: `Another file has the name ${read.mapping.name} already` }],
      });
    else mappings.set(read.mapping.name, read.mapping);
  }
  return { mappings: [...mappings.values()], broken };
};

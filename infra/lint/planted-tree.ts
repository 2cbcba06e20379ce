import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One complaint of a tool about one file, the path relative to the tree. */
export type Complaint = { path: string; text: string };

const repository = fileURLToPath(new URL("../..", import.meta.url));
const binaries = join(repository, "node_modules", ".bin");

// The rules are copied, never restated: what is tested is what the repository runs.
const rules = [".biome.json", ".oxlintrc.json", "infra/lint"];

const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, target: "es2024", module: "nodenext", types: [] },
});

/**
 * Puts the sources (path → text) into a throw-away workspace under the repository's own rules and returns what
 * Biome (format, lint, boundaries) and oxlint (promises) say about them.
 */
export const complaintsAbout = async (sources: Record<string, string>): Promise<Complaint[]> => {
  const root = await mkdtemp(join(tmpdir(), "shouwen-lint-"));
  try {
    await Promise.all(rules.map((rule) => copyRule(rule, root)));
    await write(root, ["tsconfig.json", tsconfig]);
    await Promise.all(Object.entries(sources).map((source) => write(root, source)));
    return [...(await biome(root)), ...(await oxlint(root))];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

const copyRule = (rule: string, root: string): Promise<void> =>
  cp(join(repository, rule), join(root, rule), {
    recursive: true,
    filter: (path) => !/node_modules|\.ts$|package\.json$/.test(path),
  });

const write = async (root: string, [path, text]: [string, string]): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};

type BiomeReport = { diagnostics: { category: string; message: string; location: { path: string } }[] };

const biome = async (root: string): Promise<Complaint[]> => {
  const options = ["check", "--max-diagnostics=none", "--reporter=json", "services", "packages"];
  const { diagnostics } = await report<BiomeReport>(root, "biome", options);
  return diagnostics.map(({ category, message, location }) => ({
    path: location.path,
    text: `${category}: ${message}`,
  }));
};

type OxlintReport = { diagnostics: { code?: string; message: string; filename: string }[] };

const oxlint = async (root: string): Promise<Complaint[]> => {
  const options = ["--type-aware", "-c", ".oxlintrc.json", "--format=json", "services", "packages"];
  const { diagnostics } = await report<OxlintReport>(root, "oxlint", options);
  return diagnostics.map(({ code, message, filename }) => ({
    path: filename,
    text: `${code ?? "syntax"}: ${message}`,
  }));
};

/** Both tools exit with 1 when they complain, so what counts is whether a report came. */
const report = <Report>(root: string, tool: string, options: string[]): Promise<Report> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}` };
    execFile(join(binaries, tool), options, { cwd: root, env, maxBuffer: 64 << 20 }, (_, out, problem) => {
      try {
        resolve(JSON.parse(out));
      } catch (cause) {
        reject(new Error(`${tool} gave no report: ${problem}`, { cause }));
      }
    });
  });

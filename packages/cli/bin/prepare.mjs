import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { node, pnpm, programs, root } from "./paths.mjs";
import { createSteps } from "./terminal.mjs";

const stampFile = join(root, "node_modules", ".shouwen", "prepared.json");

const readStamp = () => {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
};

const writeStamp = (change) => {
  mkdirSync(join(stampFile, ".."), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ ...readStamp(), ...change }));
};

const hashOf = (files) => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(existsSync(file) ? readFileSync(file) : "");
  return hash.digest("hex");
};

const lockHash = () => hashOf([join(root, "pnpm-lock.yaml")]);

/** Whether anything is installed at all. */
export const hasNode = () => existsSync(node);

/** Whether what is installed is what the lockfile names. */
export const isInstalled = () => existsSync(node) && readStamp().lock === lockHash();

const servicesWithSchema = () =>
  readdirSync(join(root, "services"))
    .map((name) => join(root, "services", name))
    .filter((folder) => existsSync(join(folder, "prisma", "schema.prisma")));

const buildHash = () =>
  hashOf([
    join(root, "pnpm-lock.yaml"),
    join(root, "packages", "tables", "src", "tables-text.ts"),
    ...servicesWithSchema().flatMap((folder) => [
      join(folder, "prisma", "schema.prisma"),
      join(folder, "prisma.config.ts"),
      join(folder, "package.json"),
    ]),
  ]);

const isBuilt = () =>
  readStamp().build === buildHash() &&
  servicesWithSchema().every((folder) => existsSync(join(folder, "src", "store", "generated")));

const problem = (message, fix) => Object.assign(new Error(message), { fix });

const KEPT_OUTPUT = 20_000;

/** Runs a program and shows its last line as it goes. Resolves with the exit code and the end of its output. */
const watch = (args, onLine) =>
  new Promise((resolve) => {
    const env = { ...process.env, PATH: [programs, process.env.PATH].join(delimiter), NO_COLOR: "1" };
    const child = spawn("npx", args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const read = (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT);
      const line = output.trimEnd().split("\n").at(-1)?.trim();
      if (line) onLine(line.slice(0, 90));
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", (error) => resolve({ code: 1, output: String(error) }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });

const causes = [
  [/ENOSPC|no space left/i, "The disk is full", "Free about 2 GB and start again."],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET|ERR_PNPM_META_FETCH_FAIL|network/i,
    "The npm registry cannot be reached",
    "Check the connection. Behind a proxy: npm config set proxy http://… ; with a mirror: npm config set registry https://…",
  ],
  [/EACCES|EPERM|EROFS/, "This folder cannot be written to", "Clone into a folder that belongs to you."],
  [
    /ERR_PNPM_OUTDATED_LOCKFILE/,
    "pnpm-lock.yaml does not fit the package.json files",
    `Run \`npx -y ${pnpm} install\` and commit the lockfile.`,
  ],
  [/ENOENT.*npx|spawn npx/, "npm is not installed", "Install Node.js with npm: https://nodejs.org"],
];

/** Turns the output of a failed step into a sentence and its fix. */
const failureOf = (what, output) => {
  const found = causes.find(([pattern]) => pattern.test(output));
  const tail = output.trim().split("\n").slice(-12).join("\n    ");
  return found
    ? problem(`${what} failed: ${found[1]}`, found[2])
    : problem(`${what} failed:\n    ${tail}`, "Run `npx shouwen doctor` to check this machine.");
};

const step = async (steps, title, args) => {
  steps.start(title, title);
  const { code, output } = await watch(args, (line) => steps.detail(title, line));
  if (code !== 0) {
    steps.fail(title);
    throw failureOf(title, output);
  }
  steps.done(title);
};

/** Installs and builds what is missing or out of date. Takes some milliseconds when nothing is. */
export const prepare = async ({ needsBuild }) => {
  const steps = createSteps(process.stderr);
  if (!isInstalled()) {
    const how = ["--frozen-lockfile", "--reporter=append-only", "--config.confirmModulesPurge=false"];
    await step(steps, "Install packages", ["-y", pnpm, "install", ...how]);
    writeStamp({ lock: lockHash(), build: undefined });
  }
  if (needsBuild && !isBuilt()) {
    // Through pnpm, because turbo starts each package's script with the pnpm that it finds on the PATH.
    const filters = servicesWithSchema().map((folder) => `--filter=./services/${basename(folder)}`);
    await step(steps, "Generate database clients", ["-y", pnpm, "exec", "turbo", "run", "build", ...filters]);
    writeStamp({ build: buildHash() });
  }
};

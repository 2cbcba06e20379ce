import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { freemem, homedir, totalmem } from "node:os";
import { join } from "node:path";
import { pnpm, root } from "./paths.mjs";
import { isInstalled } from "./prepare.mjs";
import { bold, green, red } from "./terminal.mjs";

const GB = 1024 ** 3;
const TIMEOUT_MS = 20_000;

/** Runs a program. `output` is both streams; `found` is false where there is no such program. */
const run = (command, args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", () => resolve({ found: false, ok: false, output }));
    child.once("close", (code) => resolve({ found: true, ok: code === 0, output }));
  });

const good = (text) => ({ ok: true, text });
const bad = (text, fix) => ({ ok: false, text, fix });

const checkNode = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return ok
    ? good(`Node.js ${process.versions.node} (20.19 or newer)`)
    : bad(
        `Node.js ${process.versions.node} is too old`,
        "Install Node.js 20.19 or newer: https://nodejs.org",
      );
};

const checkNpm = async () => {
  const { ok, output } = await run("npm", ["--version"]);
  return ok
    ? good(`npm ${output.trim().split("\n").at(-1)}`)
    : bad("npm is missing", "Install Node.js together with npm: https://nodejs.org");
};

const installJava =
  "Debian, Ubuntu: apt-get install openjdk-17-jre-headless · macOS: brew install openjdk · or set KAFKA_BROKERS to a Kafka of yours.";

const hasDocker = async () => (await run("docker", ["version", "--format", "{{.Server.Version}}"])).ok;

const checkJava = async (docker) => {
  if (process.env.KAFKA_BROKERS) return good("Java is not needed: KAFKA_BROKERS is set");
  const { output } = await run("java", ["-version"]);
  const version = /version "([\d.]+)/.exec(output)?.[1];
  if (version && Number.parseInt(version, 10) >= 17) return good(`Java ${version} (17 or newer)`);
  if (docker) return good("Java is not needed: the broker runs in Docker");
  return version
    ? bad(`Java ${version} is too old for Kafka`, installJava)
    : bad("Java is missing, and Kafka needs it", installJava);
};

const kafkaIsCached = () => {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return existsSync(join(process.env.SHOUWEN_CACHE || join(cache, "shouwen"), "kafka-4.3.1", "complete"));
};

const checkMaven = async (java) => {
  if (process.env.KAFKA_BROKERS || java.text.includes("not needed")) return good("Maven is not needed");
  if (kafkaIsCached()) return good("Kafka 4.3.1 has been fetched; Maven is not needed any more");
  const fix = "Debian, Ubuntu: apt-get install maven · macOS: brew install maven";
  const { found, output } = await run("mvn", ["-B", "--version"]);
  if (!found) return bad("Maven is missing, and Kafka is fetched through it", fix);
  const artifact = "-Dartifact=org.apache.kafka:kafka_2.13:4.3.1:pom";
  const reached = await run("mvn", ["-B", "-q", "dependency:get", artifact, "-Dtransitive=false"]);
  return reached.ok
    ? good(`Maven ${/Apache Maven ([\d.]+)/.exec(output)?.[1] ?? ""} reaches its repository`)
    : bad(
        "Maven cannot reach its repository",
        "Set the proxy or mirror in ~/.m2/settings.xml, then try again.",
      );
};

const checkRegistry = async () => {
  const { ok } = await run("npm", ["view", pnpm, "version"]);
  if (ok) return good("The npm registry answers");
  if (isInstalled()) return good("The npm registry does not answer, but everything is installed");
  return bad(
    "The npm registry cannot be reached",
    "Check the connection; proxy: npm config set proxy http://… · mirror: npm config set registry https://…",
  );
};

const checkDisk = () => {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  const text = `${(free / GB).toFixed(1)} GB of disk free (3 GB are needed)`;
  return free > 3 * GB ? good(text) : bad(text, "Free some space on this disk, or clone onto another one.");
};

const checkFolder = () => {
  try {
    accessSync(root, constants.W_OK);
    return good("This folder can be written to");
  } catch {
    return bad(`${root} cannot be written to`, "Clone into a folder that belongs to you.");
  }
};

const checkMemory = () => {
  const text = `${(totalmem() / GB).toFixed(0)} GB of memory, ${(freemem() / GB).toFixed(1)} GB unused (the stack takes about 2 GB)`;
  return totalmem() > 3.5 * GB
    ? good(text)
    : bad(text, "Start fewer services: npm start -- --services intake,routing");
};

const canListen = (port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1" }, () => probe.close(() => resolve(true)));
  });

/** Never a failure: the stack takes the next free port. */
const checkPorts = async () => {
  const wanted = [4400, 4432, 4492];
  const taken = [];
  for (const port of wanted) if (!(await canListen(port))) taken.push(port);
  if (taken.length === 0) return good(`Ports ${wanted.join(", ")} are free`);
  const text = taken.length === 1 ? `Port ${taken[0]} is taken` : `Ports ${taken.join(", ")} are taken`;
  if (existsSync(join(root, ".shouwen", "stack.json"))) return good(`${text}: Shouwen is running here`);
  return good(`${text}; the next free ones will be used`);
};

const checkDocker = (docker) =>
  good(docker ? "Docker answers (not needed, may be used by tests)" : "No Docker; none is needed");

const show = ({ ok, text, fix }) => {
  process.stdout.write(`${ok ? green("✔") : red("✘")} ${text}\n`);
  if (fix) process.stdout.write(`  ${bold("→")} ${fix}\n`);
  return ok;
};

/** Checks this machine and names the fix for what is missing. Returns the exit code: 0 when all is well. */
export const doctor = async () => {
  const docker = await hasDocker();
  const java = await checkJava(docker);
  const checks = [checkNode(), checkNpm(), java, checkMaven(java), checkRegistry()];
  const local = [checkDisk(), checkFolder(), checkMemory(), checkPorts(), checkDocker(docker)];
  const results = [];
  for (const check of [...checks, ...local]) results.push(show(await check));
  const failures = results.filter((ok) => !ok).length;
  process.stdout.write(failures === 0 ? "\nThis machine is ready.\n" : `\n${failures} to put right.\n`);
  return failures === 0 ? 0 : 1;
};

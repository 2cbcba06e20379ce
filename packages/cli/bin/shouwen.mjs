#!/usr/bin/env node
// Runs on whatever Node the machine has (20.19 or newer) and before anything is installed: plain JavaScript, no
// dependency. It installs and builds what is missing, then hands over to src/main.ts on the Node that the
// repository brings.
import { doctor } from "./doctor.mjs";
import { handOver } from "./hand-over.mjs";
import { help, version } from "./help.mjs";
import { hasNode, prepare } from "./prepare.mjs";
import { explain } from "./terminal.mjs";

const OLDEST_NODE = [20, 19];

const nodeIsTooOld = () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
};

/** These run the embedded stack, whose passwords, sign-in and keys are for one person's machine. */
const EMBEDDED = ["up", "demo", "demo-data", "test", "faults", "bench"];

/** Refused before anything is installed: what is installed under NODE_ENV=production would lack half of it besides. */
const refuseInProduction = () =>
  explain(
    "NODE_ENV=production: this starts the embedded stack, in which anybody is anybody, and it is not for production",
    "Run the images instead (infra/docker/README.md), or unset NODE_ENV on a machine of your own.",
  );

/** These say something before the first install, too. */
const answerAtOnce = async (command) => {
  if (command === "doctor") return doctor();
  if (command === "--version" || command === "-V") return version();
  if (hasNode()) return undefined;
  return [undefined, "help", "--help", "-h"].includes(command) ? help() : undefined;
};

const run = async (args) => {
  const answered = await answerAtOnce(args[0]);
  if (answered !== undefined) return answered;
  if (process.env.NODE_ENV === "production" && EMBEDDED.includes(args[0])) return refuseInProduction();
  if (nodeIsTooOld()) {
    return explain(
      `Node.js ${process.versions.node} is too old`,
      "Install Node.js 20.19 or newer: https://nodejs.org",
    );
  }
  await prepare({ needsBuild: ["up", "test", "faults", "bench"].includes(args[0]) });
  return handOver(args);
};

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.exitCode = explain(error.message, error.fix ?? "Run `npx shouwen doctor` to check this machine.");
  },
);

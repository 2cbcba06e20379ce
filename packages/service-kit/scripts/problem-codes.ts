import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RejectionKind } from "@shouwen/event-bus/rejection";
import { httpProblems } from "../src/http-problems.ts";
import { statusOf } from "../src/problem.ts";

/** One way in which a service says no: its code, the English title, the status, and who says so. */
export type ProblemCode = {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly service: string;
};

const root = join(import.meta.dirname, "../../..");

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.includes("generated"))
    .map((path) => readFileSync(join(folder, path), "utf8"));

const defined = /\brejection\(\s*"([^"]+)",\s*"(\w+)",\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/g;

const codesIn = (service: string, folder: string): ProblemCode[] =>
  sourcesIn(folder).flatMap((source) =>
    [...source.matchAll(defined)].map(([, code = "", kind, double, single]) => ({
      code,
      service,
      status: statusOf[kind as RejectionKind],
      title: double === undefined ? (single ?? "") : (JSON.parse(`"${double}"`) as string),
    })),
  );

/** Every code of every service, as the sources define them. Nobody imports a service: they are read. */
export const problemCodes = (): ProblemCode[] => [
  ...Object.entries(httpProblems).map(([code, about]) => ({ code, service: "all", ...about })),
  ...["event-bus", "service-kit"].flatMap((name) => codesIn("all", join(root, "packages", name, "src"))),
  ...readdirSync(join(root, "services")).flatMap((service) =>
    codesIn(service, join(root, "services", service, "src")),
  ),
];

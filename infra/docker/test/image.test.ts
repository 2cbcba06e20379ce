import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readCompose, repository, textOf } from "./compose-file.ts";

type Stage = { name: string; from: string; lines: string[] };

const dockerfile = textOf("infra/docker/Dockerfile").replaceAll(/\\\n/g, " ");
const instructionsIn = (text: string): string[] => text.split("\n").filter((line) => /^[A-Z]/.test(line));
const instructions = instructionsIn(dockerfile);

const stages: Stage[] = dockerfile
  .split(/^FROM /m)
  .slice(1)
  .map((text) => {
    const [, from = "", name = ""] = /^(\S+) AS (\S+)/.exec(text) ?? [];
    return { name, from, lines: instructionsIn(text) };
  });

/** A stage with all that it stands on, the base first. */
const linesOf = (name: string): string[] => {
  const stage = stages.find((it) => it.name === name);
  return stage ? [...linesOf(stage.from), ...stage.lines] : [];
};

const targets = Object.values(readCompose().services).flatMap(({ build }) => (build ? [build.target] : []));

test("every target that compose builds is a stage", () => {
  expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(targets));
});

test.each([...new Set(targets)])(
  "%s runs as a user who is not root, and nothing after that changes it",
  (target) => {
    const users = linesOf(target).filter((line) => line.startsWith("USER "));
    expect(users).toEqual(["USER 1000:1000"]);
  },
);

test.each([...new Set(targets)])("%s is told to stop by SIGTERM, with no shell in between", (target) => {
  expect(linesOf(target)).toContain("STOPSIGNAL SIGTERM");
  expect(linesOf(target)).toContain('ENTRYPOINT ["node"]');
});

test("the image of a service says whether it is ready", () => {
  expect(linesOf("service").some((line) => line.startsWith("HEALTHCHECK --"))).toBe(true);
});

test("Node is of the major version that the repository pins, never latest", () => {
  const major = /^ {2}node: (\d+)\./m.exec(textOf("pnpm-workspace.yaml"))?.[1];
  const bases = stages.map(({ from }) => from).filter((from) => !stages.some(({ name }) => name === from));
  expect(new Set(bases)).toEqual(new Set([`node:${major}-slim`]));
});

test("what runs was installed without development dependencies, from the frozen lockfile", () => {
  const installs = instructions.filter((line) => /pnpm install/.test(line));
  const trees = installs.filter((line) => !line.includes("run build"));
  expect(trees).not.toEqual([]);
  for (const line of installs) expect(line).toContain("--offline --frozen-lockfile");
  for (const line of trees) expect(line).toMatch(/--prod --no-optional --filter-prod/);
});

test("the packages that a process stands on are installed with it", () => {
  // Without braces pnpm takes `services/*...` for a path and installs the services alone.
  const selectors = [...dockerfile.matchAll(/pnpm install .*?--filter(?:-prod)? "(.+?)"/g)].map(
    ([, it]) => it,
  );
  expect(selectors).toEqual(["{services/*}...", "{services/*}...", "@shouwen/docker..."]);
});

test("Prisma's client is generated without fetching an engine", () => {
  expect(linesOf("service-tree")).toContain("ENV PRISMA_SCHEMA_ENGINE_BINARY=/bin/true");
});

test("every folder that is copied from the repository is let through by .dockerignore", () => {
  const copied = instructions
    .filter((line) => line.startsWith("COPY ") && !line.includes("--from"))
    .flatMap((line) => line.split(" ").slice(1, -1));
  const allowed = [...textOf(".dockerignore").matchAll(/^!(\S+)$/gm)].map(([, path]) => path ?? "");
  const refused = copied.filter((path) => !allowed.some((it) => path === it || path.startsWith(`${it}/`)));
  expect(refused).toEqual([]);
  expect(copied.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
});

type Collector = {
  receivers: object;
  processors: object;
  connectors: object;
  exporters: Record<string, { endpoint: string }>;
  service: { pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }> };
};

const collector: Collector = parse(textOf("infra/otel/collector.yaml"));

test("every part of a collector's pipeline is configured", () => {
  const sources = Object.keys({ ...collector.receivers, ...collector.connectors });
  const sinks = Object.keys({ ...collector.exporters, ...collector.connectors });
  for (const pipeline of Object.values(collector.service.pipelines)) {
    expect(sources).toEqual(expect.arrayContaining(pipeline.receivers));
    expect(sinks).toEqual(expect.arrayContaining(pipeline.exporters));
    expect(Object.keys(collector.processors)).toEqual(expect.arrayContaining(pipeline.processors));
    expect(pipeline.processors[0]).toBe("memory_limiter");
  }
});

test("metrics counted from spans leave with the other metrics", () => {
  const { traces, metrics } = collector.service.pipelines;
  expect(traces?.exporters).toContain("span_metrics");
  expect(metrics?.receivers).toContain("span_metrics");
});

test("the collector sends to a service of the stack", () => {
  const hosts = Object.values(collector.exporters).map(({ endpoint }) => new URL(endpoint).hostname);
  expect(Object.keys(readCompose().services)).toEqual(expect.arrayContaining(hosts));
});

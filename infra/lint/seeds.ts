import { clockSeeds, puritySeeds } from "./clock-seeds.ts";
import type { Seed } from "./seed.ts";

const oneWay = /Imports run one way/;
const noService = /No service can be imported/;
const noInfra = /A package never imports infra/;
const onlyStore = /Only a service's store\/ sees Prisma/;
const onlyEventBus = /Only packages\/event-bus sees kafkajs/;
const oneShell = /Nobody saves a decision by hand/;
const testTools = /Test tools are not installed in production/;
const small = /packages\/contracts imports only zod/;
const environment = /noProcessEnv|environment is read once/;

const routing = "services/routing/src";

type ImportLaw = [law: string, path: string, breaks: string, keeps: string, caughtBy: RegExp];

const importLaws: ImportLaw[] = [
  ["a decision does not reach the store", `${routing}/domain`, "../store/tickets.ts", "./ticket.ts", oneWay],
  [
    "no detour leads from a decision to the store",
    `${routing}/domain`,
    "./../store/tickets.ts",
    "./ticket.ts",
    oneWay,
  ],
  [
    "a decision of a noun stays in the domain",
    `${routing}/domain/ticket`,
    "../../store/tickets.ts",
    "../ticket.ts",
    oneWay,
  ],
  ["a decision does not touch the disk", `${routing}/domain`, "node:fs", "zod", oneWay],
  ["a decision makes no ids", `${routing}/domain`, "node:crypto", "@shouwen/contracts/ids", oneWay],
  ["a decision needs no web server", `${routing}/domain`, "fastify", "@shouwen/calendar/hours", oneWay],
  [
    "a decision takes from service-kit only what is pure",
    `${routing}/domain`,
    "@shouwen/service-kit/config",
    "@shouwen/service-kit/file-dates",
    oneWay,
  ],
  [
    "a decision takes from the runtime only how to say no",
    `${routing}/domain`,
    "@shouwen/event-bus/database",
    "@shouwen/event-bus/rejection",
    oneWay,
  ],
  [
    "a route receives functions, never the store",
    `${routing}/http`,
    "../store/tickets.ts",
    "../domain/ticket.ts",
    oneWay,
  ],
  [
    "a consumer receives functions, never the store",
    `${routing}/consumers`,
    "../store/tickets.ts",
    "../domain/ticket.ts",
    oneWay,
  ],
  [
    "a timer receives functions, never the store",
    `${routing}/timers`,
    "../store/tickets.ts",
    "../domain/ticket.ts",
    oneWay,
  ],
  [
    "a folder that is no layer does not reach the store either",
    `${routing}/demo`,
    "../store/tickets.ts",
    "../config.ts",
    oneWay,
  ],
  ["the store knows no route", `${routing}/store`, "../http/tickets.ts", "../domain/ticket.ts", oneWay],
  ["the store knows no consumer", `${routing}/store`, "../consumers/open-ticket.ts", "./tickets.ts", oneWay],
  ["a consumer knows no route", `${routing}/consumers`, "../http/tickets.ts", "./open-ticket.ts", oneWay],
  ["a route does not know the wiring", `${routing}/http`, "../service.ts", "../telemetry.ts", oneWay],
  ["nothing knows main", `${routing}/store`, "../main.ts", "../config.ts", oneWay],
  ["a route does not see Prisma", `${routing}/http`, "@prisma/client", "fastify", onlyStore],
  [
    "a consumer does not see the generated client",
    `${routing}/consumers`,
    "../store/generated/client.ts",
    "zod",
    onlyStore,
  ],
  ["a package does not see Prisma", "packages/event-bus/src", "@prisma/client", "pg", onlyStore],
  [
    "no service imports another by its name",
    `${routing}/http`,
    "@shouwen/intake/domain",
    "@shouwen/event-bus/consumer",
    noService,
  ],
  [
    "no service imports another by a path",
    `${routing}/http`,
    "../../../intake/src/domain/request.ts",
    "./requests.ts",
    noService,
  ],
  [
    "no service's test imports another service",
    "services/routing/test",
    "../../intake/test/requests.ts",
    "../src/config.ts",
    noService,
  ],
  [
    "no package imports a service",
    "packages/cli/src",
    "../../../services/intake/src/service.ts",
    "./stack.ts",
    noService,
  ],
  [
    "no package is imported by a path",
    "packages/cli/src",
    "../../event-bus/src/relay.ts",
    "@shouwen/event-bus/relay",
    noService,
  ],
  [
    "no package imports infra by its name",
    "packages/test-kit/src",
    "@shouwen/docker/settings",
    "@shouwen/stack/problem",
    noInfra,
  ],
  [
    "no package imports infra by a path",
    "packages/cli/src",
    "../../../infra/faults/src/fault-environment.ts",
    "./stack/units.ts",
    noInfra,
  ],
  [
    "no package's test imports infra",
    "packages/event-bus/test",
    "../../../infra/bench/src/main.ts",
    "../src/relay.ts",
    noInfra,
  ],
  [
    "a service does not see kafkajs",
    `${routing}/consumers`,
    "kafkajs",
    "@shouwen/event-bus/consumer",
    onlyEventBus,
  ],
  [
    "a service does not save a decision by hand",
    `${routing}/store`,
    "@shouwen/event-bus/pending",
    "@shouwen/event-bus/shell",
    oneShell,
  ],
  [
    "service-kit does not see kafkajs",
    "packages/service-kit/src",
    "kafkajs",
    "@shouwen/event-bus/relay",
    onlyEventBus,
  ],
  [
    "a service runs without test tools",
    `${routing}/store`,
    "@shouwen/test-kit/eventually",
    "@prisma/client",
    testTools,
  ],
  ["the contracts need nothing but zod", "packages/contracts/src", "node:crypto", "zod", small],
  ["business time needs no database", "packages/calendar/src", "pg", "temporal-polyfill", small],
];

const importSeed = ([law, folder, breaks, keeps, caughtBy]: ImportLaw): Seed => ({
  law,
  path: `${folder}/${law.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}.ts`,
  broken: `import { thing } from "${breaks}";\n\nexport const used = thing;\n`,
  kept: `import { thing } from "${keeps}";\n\nexport const used = thing;\n`,
  caughtBy,
});

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

const longFunction = (length: number): string =>
  `export const long = (): number[] => {\n  const found: number[] = [];\n${lines(length - 4, (index) => `  found.push(${index});\n`)}  return found;\n};\n`;

const branches = (count: number): string =>
  `export const tangled = (n: number): number => {\n${lines(count, (index) => `  if (n === ${index}) return ${index + 1};\n`)}  return n;\n};\n`;

const codeSeeds: Seed[] = [
  {
    law: "no spread only packs properties on a line",
    path: `${routing}/http/packed.ts`,
    broken: "export const packed = (a: number, b: number) => ({ ...{ a, b }, c: 3 });\n",
    kept: "export const packed = (a: number, b: number, more: object) => ({ a, b, ...more, c: 3 });\n",
    caughtBy: /only packs properties/,
  },
  {
    law: "kafkajs does not come in by a dynamic import either",
    path: `${routing}/http/lazy-kafka.ts`,
    broken: 'export const load = () => import("kafkajs");\n',
    kept: 'export const load = () => import("fastify");\n',
    caughtBy: onlyEventBus,
  },
  {
    law: "infra does not come in by a dynamic import either",
    path: "packages/cli/src/lazy-faults.ts",
    broken: 'export const load = () => import("@shouwen/faults/main");\n',
    kept: 'export const load = () => import("@shouwen/stack/kafka/brokers");\n',
    caughtBy: noInfra,
  },
  {
    law: "the environment is not read outside config",
    path: `${routing}/http/environment.ts`,
    broken: "export const port = process.env.PORT;\n",
    kept: "export const port = (config: { port: number }) => config.port;\n",
    caughtBy: environment,
  },
  {
    law: "the environment is not taken out of process",
    path: `${routing}/store/environment.ts`,
    broken: "const { env } = process;\n\nexport const port = env.PORT;\n",
    kept: "export const pid = process.pid;\n",
    caughtBy: environment,
  },
  {
    law: "the environment is not imported",
    path: "packages/event-bus/src/environment.ts",
    broken: 'import { env } from "node:process";\n\nexport const port = env.PORT;\n',
    kept: "export const pid = process.pid;\n",
    caughtBy: environment,
  },
  {
    law: "no promise is dropped",
    path: `${routing}/service.ts`,
    broken: "const start = async () => 1;\n\nstart();\n",
    kept: "const start = async () => 1;\n\nawait start();\n",
    caughtBy: /no-floating-promises/,
  },
  {
    law: "no promise is taken for a condition",
    path: `${routing}/store/condition.ts`,
    broken: "const found = async () => true;\n\nexport const answer = () => (found() ? 1 : 2);\n",
    kept: "const found = async () => true;\n\nexport const answer = async () => ((await found()) ? 1 : 2);\n",
    caughtBy: /no-misused-promises/,
  },
  {
    law: "only promises are awaited",
    path: `${routing}/store/awaited.ts`,
    broken: "export const answer = async (n: number) => await n;\n",
    kept: "export const answer = async (n: Promise<number>) => await n;\n",
    caughtBy: /await-thenable/,
  },
  {
    law: "a function has at most 50 lines",
    path: `${routing}/store/long.ts`,
    broken: longFunction(53),
    kept: longFunction(49),
    caughtBy: /noExcessiveLinesPerFunction/,
  },
  {
    law: "a function's cognitive complexity is at most 12",
    path: `${routing}/store/tangled.ts`,
    broken: branches(13),
    kept: branches(12),
    caughtBy: /noExcessiveCognitiveComplexity/,
  },
  {
    law: "a file has at most 320 lines",
    path: `${routing}/store/file.ts`,
    broken: lines(321, (index) => `export const name${index} = ${index};\n`),
    kept: lines(320, (index) => `export const name${index} = ${index};\n`),
    caughtBy: /noExcessiveLinesPerFile/,
  },
  {
    law: "there are no default exports",
    path: `${routing}/store/default.ts`,
    broken: "const answer = 1;\n\nexport default answer;\n",
    kept: "export const answer = 1;\n",
    caughtBy: /noDefaultExport/,
  },
  {
    law: "there is no any",
    path: `${routing}/store/any.ts`,
    broken: "export const same = (value: any) => value;\n",
    kept: "export const same = (value: unknown) => value;\n",
    caughtBy: /noExplicitAny/,
  },
  {
    law: "classes are for errors and for things that must be closed",
    path: `${routing}/store/class.ts`,
    broken: "export class Tickets {\n  find() {\n    return 1;\n  }\n}\n",
    kept: "export class Pool {\n  close() {\n    return 1;\n  }\n}\n\nexport class Gone extends Error {}\n",
    caughtBy: /classes are for errors/,
  },
];

/** Every law that the tools enforce, each with one breach in a file of its own. */
export const seeds: Seed[] = [
  ...importLaws.map(importSeed),
  ...puritySeeds(`${routing}/domain`),
  ...puritySeeds("packages/calendar/src"),
  ...clockSeeds(routing),
  ...codeSeeds,
];

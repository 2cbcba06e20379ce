import { join } from "node:path";
import { brokerAddresses } from "@shouwen/stack/kafka/brokers";
import { hasKafkaJars } from "@shouwen/stack/kafka/jars";
import { keepLogsSmall } from "@shouwen/stack/machine/log-rotation";
import {
  createSupervisor,
  type Supervisor,
  type SupervisorEvent,
  type Unit,
} from "@shouwen/stack/machine/supervisor";
import type { PostgresServer } from "@shouwen/stack/postgres/server";
import { findServices, type ServiceFolder } from "../repository.ts";
import { loadDemoStep } from "./demo-step.ts";
import { demoTokens, renewDemoTokens } from "./demo-tokens.ts";
import { type Doors, type Interference, noInterference, throughDoor, withDoors } from "./interference.ts";
import { openIssuer } from "./issuer.ts";
import type { UpOptions } from "./options.ts";
import { type PortPlan, planPorts, type Replica } from "./port-plan.ts";
import { step, type Watcher } from "./progress.ts";
import { masterKeyFile, rolePasswords } from "./secrets.ts";
import { localUrl, nodeSettings, type StackSettings, serviceEnv } from "./service-env.ts";
import { removeStack, type Stack, writeStack } from "./stack-file.ts";
import type { StateFolder } from "./state-folder.ts";
import { createTopics, migrateAll, prepare, type StackDatabase } from "./stores.ts";
import { releaseSupervision, writeProcesses } from "./supervisor-pid.ts";
import { helperUnit, kafkaUnits, nicenessOf, nodeUnit, postgresUnit } from "./units.ts";

/** A stack that is ready. `stop` ends every process and forgets `stack.json`; it never rejects. */
export type RunningStack = {
  stack: Stack;
  stop: () => Promise<void>;
  /** The living processes by name. */
  pids: () => Record<string, number>;
};

/** What everything below needs to know. */
type Context = {
  folder: StateFolder;
  options: UpOptions;
  watcher: Watcher;
  services: ServiceFolder[];
  ports: PortPlan;
  supervisor: Supervisor;
  interference: Interference;
  doors: Doors | undefined;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** What the terminal says about a process that died, in a sentence. Silent about a first start: that is a step. */
export const describe = (event: SupervisorEvent): string | undefined => {
  switch (event.kind) {
    case "ready":
      return undefined;
    case "died":
      return `${event.name} died (${event.how}); starting it again in ${seconds(event.retryInMs)}`;
    case "back":
      return `${event.name} is back after ${seconds(event.tookMs)} (process ${event.pid})`;
    case "failed_again":
      return `${event.name} cannot be started (${event.reason.split("\n")[0]}); next try in ${seconds(event.retryInMs)}`;
  }
};

/** Counts aloud: several processes start at once, and the slowest is the one to wait for. */
const counting = (units: readonly Unit[], ready: (count: number) => void): Unit[] => {
  let count = 0;
  return units.map(({ name, start }) => ({
    name,
    start: async (stopping) => {
      const served = await start(stopping);
      count += 1;
      ready(count);
      return served;
    },
  }));
};

/** A process starts when it may, the first time and after each death. */
const whenItMay = ({ interference }: Context, { name, start }: Unit): Unit => ({
  name,
  start: async (stopping) => {
    await interference.mayStart(name);
    return start(stopping);
  },
});

const startUnits = (context: Context, title: string, wanted: readonly Unit[]): Promise<void> => {
  const { supervisor, watcher } = context;
  const units = wanted.map((unit) => whenItMay(context, unit));
  const counted = counting(units, (count) =>
    watcher({ kind: "step_detail", key: title, text: `${count} of ${units.length} ready` }),
  );
  return step(watcher, { title }, () => supervisor.start(counted));
};

const startPostgres = async (context: Context): Promise<string> => {
  const { options, folder, ports } = context;
  if (options.databaseUrl) return options.databaseUrl;
  let server: PostgresServer | undefined;
  const unit = postgresUnit({ dir: folder.postgres, port: ports.postgres }, (started) => {
    server = started;
  });
  await startUnits(context, "PostgreSQL", [unit]);
  return server?.url ?? "";
};

const startDatabase = async (context: Context): Promise<StackDatabase> => {
  const { folder, watcher } = context;
  const serverUrl = await startPostgres(context);
  const services = findServices().filter(({ hasDatabase }) => hasDatabase);
  const database = await step(watcher, { title: "Roles and schemas" }, () =>
    prepare({ serverUrl, services, passwordOf: rolePasswords(folder) }),
  );
  const note = (applied: number) => (applied === 0 ? "up to date" : `${applied} applied`);
  await step(watcher, { title: "Migrations", note }, () => migrateAll(database, services));
  return database;
};

const startBrokers = async (context: Context): Promise<string[]> => {
  const { options, folder, ports, watcher } = context;
  const kafka = { dir: folder.kafka, brokers: withDoors(ports.brokers, context.doors) };
  if (!options.kafkaBrokers) {
    const title = hasKafkaJars() ? "Kafka" : "Kafka (fetching it once, 43 MB)";
    await startUnits(context, title, kafkaUnits(kafka));
  }
  const brokers = options.kafkaBrokers ?? brokerAddresses(kafka);
  const note = (created: string[]) => (created.length === 0 ? "all there" : `${created.length} created`);
  await step(watcher, { title: "Topics", note }, () => createTopics(brokers));
  return brokers;
};

const startHelpers = (context: Context): Promise<void> => {
  const { ports, folder } = context;
  const { logs } = folder;
  return startUnits(context, "Traces, SMS simulator, mail inbox", [
    helperUnit("trace-store", { port: ports.traces, readyPath: "/health/ready", env: {}, logs }),
    helperUnit("sms-provider", { port: ports.sms, readyPath: "/messages/count", env: {}, logs }),
    helperUnit("mail-inbox", {
      port: ports.mail,
      readyPath: "/mails",
      env: { SMTP_PORT: String(ports.smtp) },
      logs,
    }),
  ]);
};

const serviceUnit = (context: Context, around: StackSettings, replica: Replica): Unit => ({
  name: replica.name,
  start: (stopping) =>
    nodeUnit({
      name: replica.name,
      script: context.services.find(({ name }) => name === replica.service)?.main ?? "",
      env: {
        ...serviceEnv(around, replica),
        ...nodeSettings(context.folder),
        ...context.interference.environmentOf(replica.name),
      },
      port: replica.port,
      readyPath: "/health/ready",
      logFile: join(context.folder.logs, `${replica.name}.log`),
      niceness: nicenessOf(replica),
    }).start(stopping),
});

const startServices = (context: Context, around: StackSettings): Promise<void> => {
  const { replicas } = context.ports;
  const title = replicas.length === 1 ? "1 service" : `${replicas.length} services`;
  return startUnits(
    context,
    title,
    replicas.map((replica) => serviceUnit(context, around, replica)),
  );
};

const allPids = ({ supervisor }: Context): Record<string, number> => ({
  supervisor: process.pid,
  ...supervisor.pids(),
});

const describeStack = async (context: Context, around: StackSettings, adminUrl: string): Promise<Stack> => {
  const { ports } = context;
  const firsts = ports.replicas.filter(({ name, service }) => name === service);
  const services = Object.fromEntries(firsts.map(({ service, port }) => [service, localUrl(port)]));
  const databases = Object.entries(around.databases).map(([service, { machine }]) => [service, machine]);
  return {
    gateway: services.gateway ?? "",
    services,
    replicas: Object.fromEntries(ports.replicas.map(({ name, port }) => [name, localUrl(port)])),
    kafka: { brokers: [...around.brokers] },
    postgres: { url: adminUrl, services: Object.fromEntries(databases) },
    tokens: await demoTokens(around.issuer),
    pids: allPids(context),
    otlp: localUrl(ports.traces),
    helpers: {
      sms: localUrl(ports.sms),
      mail: localUrl(ports.mail),
      smtp: `smtp://127.0.0.1:${ports.smtp}`,
    },
  };
};

const bringUp = async (context: Context): Promise<Stack> => {
  const { folder, options, watcher } = context;
  const parts = [
    startDatabase(context),
    startBrokers(context),
    openIssuer(folder),
    startHelpers(context),
  ] as const;
  const [database, brokers, issuer] = await Promise.all(parts);
  const around: StackSettings = {
    ports: context.ports,
    brokers,
    databases: throughDoor(database.services, context.doors),
    issuer,
    masterKeyFile: masterKeyFile(folder),
  };
  await startServices(context, around);
  const stack = await describeStack(context, around, database.adminUrl);
  if (options.demo) await loadDemoStep({ folder, stack, watcher });
  writeStack(folder, stack);
  return stack;
};

const choosePorts = (options: UpOptions, services: readonly ServiceFolder[]): Promise<PortPlan> =>
  planPorts({
    services: services.map(({ name }) => name),
    all: findServices().map(({ name }) => name),
    replicas: Object.fromEntries(
      Object.entries(options.replicas).filter(([service]) => services.some(({ name }) => name === service)),
    ),
    brokers: options.brokers,
  });

/** Whom to tell, and when to give up: aborting while it starts stops what was begun, and the start fails. */
export type Attendance = { watcher: Watcher; giveUp: AbortSignal; interference?: Interference };

/** Passes progress on until `over`: what happens while a failed start is cleared away is noise. */
const untilOver = (watcher: Watcher): { watcher: Watcher; over: () => void } => {
  let listening = true;
  return {
    watcher: (progress) => {
      if (listening) watcher(progress);
    },
    over: () => {
      listening = false;
    },
  };
};

/**
 * Starts everything in this process's care and resolves once it is ready. This process must hold the claim on
 * the folder. On failure what was started is stopped again.
 */
export const runStack = async (
  folder: StateFolder,
  options: UpOptions,
  attendance: Attendance,
): Promise<RunningStack> => {
  const { watcher, over } = untilOver(attendance.watcher);
  const services = findServices().filter(({ name }) => options.services?.includes(name) ?? true);
  const ports = await choosePorts(options, services);
  const interference = attendance.interference ?? noInterference;
  const doors = await interference.doors?.(ports);
  let stack: Stack | undefined;
  const supervisor = createSupervisor((event) => {
    writeProcesses(folder, allPids(context));
    if (stack) writeStack(folder, { ...stack, pids: allPids(context) });
    const text = describe(event);
    if (text) watcher({ kind: "notice", text });
  });
  const context: Context = { folder, options, watcher, services, ports, supervisor, interference, doors };
  const stopRotation = keepLogsSmall([folder.logs, folder.postgres, ...brokerFolders(folder, options)]);
  const stopAll = async () => {
    over();
    await supervisor.stop();
    stopRotation();
    removeStack(folder);
    releaseSupervision(folder);
  };
  // Whoever gives up and whoever stops what runs both call it: every process is asked to go once.
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= stopAll();
    return stopped;
  };
  attendance.giveUp.addEventListener("abort", () => void stop());
  try {
    stack = await bringUp(context);
    renewDemoTokens(folder, (tokens) => {
      if (!stack || stopped) return;
      stack = { ...stack, tokens };
      writeStack(folder, { ...stack, pids: allPids(context) });
    });
    return { stack, stop, pids: supervisor.pids };
  } catch (error) {
    await stop();
    throw error;
  }
};

const brokerFolders = ({ kafka }: StateFolder, { brokers }: UpOptions): string[] =>
  Array.from({ length: brokers }, (_, index) => join(kafka, `broker-${index + 1}`));

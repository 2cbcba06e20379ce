import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Doors, Interference } from "@shouwen/cli/stack/interference";
import type { PortPlan } from "@shouwen/cli/stack/port-plan";
import type { RunningStack } from "@shouwen/cli/stack/run-stack";
import { openStateFolder, type StateFolder, stateFolder } from "@shouwen/cli/stack/state-folder";
import { upHere } from "@shouwen/cli/stack/up-here";
import { type TcpProxy, tcpProxy } from "@shouwen/test-kit/tcp-proxy";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { until } from "./until.ts";

/** What kind of stack a row is played on. */
export type Setting = {
  readonly brokers: 1 | 3;
  /** How many processes each service has. */
  readonly replicas: 1 | 2;
  /** Whether fault proxies stand before PostgreSQL and each broker. */
  readonly doors: boolean;
  /** Whose data folder is a tmpfs of its own, which can be made too small. */
  readonly small?: "postgres" | "kafka";
};

export const usualSetting: Setting = { brokers: 1, replicas: 1, doors: false };

/** The fault proxies before the database and the brokers. */
export type EnvironmentDoors = { readonly postgres: TcpProxy; readonly brokers: readonly TcpProxy[] };

/** A real stack in this process's care, with everything by which harm can be done to it. */
export type FaultEnvironment = {
  readonly setting: Setting;
  readonly folder: StateFolder;
  readonly stack: RunningStack["stack"];
  readonly doors: EnvironmentDoors | undefined;
  readonly smallDisk: SmallDisk | undefined;
  /** Every process of a service. */
  readonly processes: readonly string[];
  pidOf(name: string): number | undefined;
  /** How often it has been started. A later life has begun only when the one before it is over. */
  livesOf(name: string): number;
  /** Sends a signal; a process that is away already is none the worse. */
  signal(name: string, signal: NodeJS.Signals): void;
  /** What dies stays away until it is released. */
  hold(...names: readonly string[]): void;
  release(...names: readonly string[]): void;
  /** Everything that holds, pauses or stands in the way ends. */
  heal(): void;
  /** Restarts a process and tells its next life something (`FAIL_AT`, say). The life after that is a usual one. */
  armNextLife(name: string, environment: Readonly<Record<string, string>>): void;
  /** Resolves when the process has another id than this and is ready. */
  untilReplaced(name: string, pid: number | undefined): Promise<void>;
  /** Resolves when every process of every service is ready. */
  untilReady(): Promise<void>;
  stop(options?: { keep?: boolean }): Promise<void>;
};

const services = [
  "gateway",
  "intake",
  "routing",
  "callbacks",
  "messaging",
  "scoring",
  "profiles",
  "workforce",
];

/** On a machine that is busy with other things. */
const startsWithinMs = 120_000;

const openDoors = async ({ postgres, brokers }: PortPlan): Promise<EnvironmentDoors> => ({
  postgres: await tcpProxy({ port: postgres }),
  brokers: await Promise.all(brokers.map(({ client }) => tcpProxy({ port: client }))),
});

const portsOf = ({ postgres, brokers }: EnvironmentDoors): Doors => ({
  postgres: postgres.port,
  brokers: brokers.map(({ port }) => port),
});

/** Who may start, and what each is told. */
const createInterference = (setting: Setting) => {
  const held = new Map<string, { released: Promise<void>; release: () => void }>();
  const nextLives = new Map<string, Readonly<Record<string, string>>>();
  const lives = new Map<string, number>();
  let doors: EnvironmentDoors | undefined;
  const interference: Interference = {
    mayStart: async (name) => {
      while (held.has(name)) await held.get(name)?.released;
    },
    environmentOf: (name) => {
      const environment = nextLives.get(name);
      nextLives.delete(name);
      lives.set(name, (lives.get(name) ?? 0) + 1);
      return environment ?? {};
    },
    ...(setting.doors
      ? {
          doors: async (ports) => {
            doors = await openDoors(ports);
            return portsOf(doors);
          },
        }
      : {}),
  };
  return { held, nextLives, lives, interference, doors: () => doors };
};

const isReady = async (url: string | undefined): Promise<boolean> => {
  if (url === undefined) return false;
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer?.ok ?? false;
};

type Interfering = ReturnType<typeof createInterference>;

const releaseFrom = ({ held }: Interfering, names: Iterable<string>): void => {
  for (const name of [...names]) {
    const hold = held.get(name);
    held.delete(name);
    hold?.release();
  }
};

const holdIn = ({ held }: Interfering, names: readonly string[]): void => {
  for (const name of names) {
    const { promise: released, resolve } = Promise.withResolvers<void>();
    held.set(name, { released, release: resolve });
  }
};

const startStack = (
  folder: StateFolder,
  setting: Setting,
  { interference, giveUp }: Interfering & { giveUp: AbortSignal },
): Promise<RunningStack> =>
  upHere(
    folder,
    {
      detach: false,
      reset: false,
      services: undefined,
      replicas: Object.fromEntries(
        services.map((service) => [service, service === "gateway" ? 1 : setting.replicas]),
      ),
      brokers: setting.brokers,
      demo: false,
      databaseUrl: undefined,
      kafkaBrokers: undefined,
    },
    { watcher: () => undefined, giveUp, interference },
  );

/** What this process has started and not ended yet. */
const living = new Set<() => Promise<void>>();

/** Ends everything that this process has started, ready or not, and forgets its folders: it is told to go. */
export const endEveryEnvironment = async (): Promise<void> => {
  await Promise.all([...living].map((end) => end()));
};

/** A stack that is being started, and how it is ended at any moment. */
const beginStack = (setting: Setting) => {
  const folder = stateFolder(mkdtempSync(join(tmpdir(), "shouwen-faults-")));
  openStateFolder(folder);
  const smallDisk = setting.small && mountSmallDisk(folder[setting.small]);
  const interfering = createInterference(setting);
  const giveUp = new AbortController();
  const starting = startStack(folder, setting, { ...interfering, giveUp: giveUp.signal });
  const end = async (keep = false): Promise<void> => {
    living.delete(end);
    smallDisk?.empty();
    giveUp.abort();
    releaseFrom(interfering, interfering.held.keys());
    const running = await starting.catch(() => undefined);
    // What stands still cannot go.
    for (const pid of Object.values(running?.pids() ?? {})) send(pid, "SIGCONT");
    await running?.stop();
    const doors = interfering.doors();
    const open = doors ? [doors.postgres, ...doors.brokers] : [];
    await Promise.all(open.map(async (door) => door?.close()));
    smallDisk?.close();
    if (!keep) rmSync(folder.path, { recursive: true, force: true });
  };
  living.add(end);
  return { folder, smallDisk, interfering, starting, end };
};

/** A process that is away already is none the worse. */
const send = (pid: number, how: NodeJS.Signals): void => {
  try {
    process.kill(pid, how);
  } catch (error) {
    if ((error as { code?: string }).code !== "ESRCH") throw error;
  }
};

/** Starts a stack of this kind from nothing, in a folder of its own. */
export const openFaultEnvironment = async (setting: Setting): Promise<FaultEnvironment> => {
  const { folder, smallDisk, interfering, starting, end } = beginStack(setting);
  const running = await starting.catch(async (error) => {
    await end();
    throw error;
  });
  const { stack, pids } = running;
  const doors = interfering.doors();
  const allDoors = doors ? [doors.postgres, ...doors.brokers] : [];
  const processes = Object.keys(stack.replicas);
  const signal = (name: string, how: NodeJS.Signals) => {
    const pid = pids()[name];
    if (pid !== undefined) send(pid, how);
  };
  const heal = () => {
    for (const name of Object.keys(pids())) signal(name, "SIGCONT");
    releaseFrom(interfering, interfering.held.keys());
    for (const door of allDoors) door.fault({ kind: "none" });
  };
  const isBack = async (name: string, pid: number | undefined): Promise<boolean> => {
    const now = pids()[name];
    return now !== undefined && now !== pid && (await isReady(stack.replicas[name]));
  };
  return {
    setting,
    folder,
    stack,
    doors,
    smallDisk,
    processes,
    signal,
    heal,
    pidOf: (name) => pids()[name],
    livesOf: (name) => interfering.lives.get(name) ?? 0,
    hold: (...names) => holdIn(interfering, names),
    release: (...names) => releaseFrom(interfering, names),
    armNextLife: (name, environment) => {
      interfering.nextLives.set(name, environment);
      signal(name, "SIGTERM");
    },
    untilReplaced: (name, pid) => until(`${name} to be back`, () => isBack(name, pid), startsWithinMs),
    untilReady: () =>
      until(
        "every process to be ready",
        async () => (await Promise.all(processes.map((name) => isBack(name, undefined)))).every(Boolean),
        2 * startsWithinMs,
      ),
    stop: async ({ keep = false } = {}) => {
      heal();
      await end(keep);
    },
  };
};

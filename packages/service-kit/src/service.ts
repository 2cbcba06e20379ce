import type { DataOf, EventDefinition, Fact } from "@shouwen/contracts/define-event";
import { staffState } from "@shouwen/contracts/events/workforce";
import { type AggregateDefinition, type AggregateStore, openStore } from "@shouwen/event-bus/aggregate-store";
import { type Bus, startBus } from "@shouwen/event-bus/bus";
import type { CronJob } from "@shouwen/event-bus/cron";
import { type Database, openDatabase } from "@shouwen/event-bus/database";
import { type DatabaseClock, openDatabaseClock } from "@shouwen/event-bus/database-clock";
import { armFailpoint, armKeyFault, pass } from "@shouwen/event-bus/failpoint";
import type { Consumer } from "@shouwen/event-bus/message";
import { reportRefusals } from "@shouwen/event-bus/refusal";
import { type ReplicatedState, replicatedState } from "@shouwen/event-bus/replicated-state";
import type { TimerHandler } from "@shouwen/event-bus/timers";
import { createWaker, type Loop, type Waker } from "@shouwen/event-bus/waker";
import type { Logger } from "pino";
import type { z } from "zod";
import { authConfigOf, barring, createAuthenticate } from "./auth.ts";
import { type BaseConfig, kafkaSecurityOf, type ServiceConfig } from "./config.ts";
import { type Departures, watchDepartures } from "./departures.ts";
import { type App, buildHttp, type Routes } from "./http.ts";
import { rateLimitsOf } from "./limits.ts";
import { createLogger } from "./logger.ts";
import { observeBus } from "./metrics.ts";
import { openPeopleRows } from "./people-rows.ts";
import { openPolicies, type Policies, type PolicyKind, type RuleSchema } from "./policies.ts";
import { replayRoutes } from "./replay-routes.ts";
import type { Ground, Resource } from "./resource-definition.ts";
import { deadLetterRoutes, healthRoutes } from "./system-routes.ts";
import { startTelemetry } from "./telemetry.ts";

/** What a service's wiring is given. */
export type Kit<Config extends ServiceConfig> = {
  readonly config: Config;
  readonly log: Logger;
  /** The CloudEvents source: `/services/<name>`. */
  readonly source: string;
  /** The machine's pool: every property. Only `store/` uses it. */
  readonly database: Database;
  readonly waker: Waker;
  /** The database's clock, by which everything is decided. */
  readonly now: () => string;
  store<State, F extends Fact>(definition: AggregateDefinition<State, F>): AggregateStore<State, F>;
  /** Keeps another service's states; its consumer must be listed in the wiring. */
  known<Definition extends EventDefinition>(
    definition: Definition,
    onReceived?: (data: readonly DataOf<Definition>[]) => void,
  ): ReplicatedState<DataOf<Definition>>;
  policies<Schema extends RuleSchema>(rule: PolicyKind<Schema>): Policies<z.output<Schema>>;
};

/** A service as a table of contents: every route, consumer, timer, regular job and loop that it has. */
export type Wiring = {
  readonly routes: readonly Routes[];
  /** What people read, list and command; the kit mounts it. */
  readonly resources?: readonly Resource[];
  readonly consumers: readonly Consumer[];
  readonly timers?: readonly TimerHandler[];
  readonly jobs?: readonly CronJob[];
  /** Loops of its own; started when everything else runs, stopped first. `owned` are the shards of this process. */
  readonly loops?: readonly ((runtime: { owned: () => readonly number[] }) => Loop)[];
  close?(): Promise<void>;
};

export type ServiceDefinition<Config extends ServiceConfig> = {
  readonly name: string;
  readonly description: string;
  readonly config: Config;
  wire(kit: Kit<Config>): Wiring | Promise<Wiring>;
};

export type RunningService = { readonly url: string; stop(): Promise<void> };

/**
 * Starts a service: telemetry, pools, routes, event runtime. Answers when it is ready. Throws with what is wrong when
 * it cannot start. `stop` leaves nothing behind: readiness off, HTTP closed, consumers and relay finished, pools closed.
 */
export const startService = async <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
): Promise<RunningService> => {
  const { name: service, config } = definition;
  armFailpoint(config.FAIL_AT);
  armKeyFault(config.FAIL_KEYS);
  const telemetry = await startTelemetry({
    service,
    replica: config.REPLICA,
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    sampleRatio: config.OTEL_TRACES_SAMPLE_RATIO,
  });
  const log = createLogger({
    service,
    replica: config.REPLICA,
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT,
  });
  const database = openDatabase({
    url: config.DATABASE_URL,
    max: config.DATABASE_POOL_MAX,
    applicationName: service,
  });
  const clock = await openDatabaseClock(database, log);
  const kit = createKit(definition, { log, database, clock });
  const wiring = hearingOfStaff(await definition.wire(kit), kit);
  const departures = watchDepartures(database);
  let bus: Bus | undefined;
  let stopping = false;
  const { REPLICA: replica } = config;
  const health = healthRoutes({ service, replica, database, bus: () => bus, stopping: () => stopping });
  const replay = replayRoutes({ service, database, consumers: wiring.consumers, archives: config.ARCHIVES });
  const people = openPeopleRows(config.PEOPLE_DATABASE_URL);
  const mounted = mountedIn(wiring, { ...kit, people });
  const routes = [health, deadLetterRoutes({ database, service }), replay, ...mounted, ...wiring.routes];
  const { app, url } = await listen(definition, { log, routes, departures });
  const running = await startBus(busOptions(definition, kit, wiring));
  bus = running;
  const unobserve = observeBus(running);
  warnOfPlaintext(config, log);
  const loops = (wiring.loops ?? []).map((start) => start({ owned: running.owned }));
  log.info({ url }, "ready");

  const stop = async () => {
    stopping = true;
    await Promise.all([app.close(), departures.stop(), ...loops.map((loop) => loop.stop())]);
    pass("stopping");
    unobserve();
    await running.stop();
    await Promise.all([clock.stop(), people.close(), wiring.close?.()]);
    await database.end();
    log.info({}, "stopped");
    await telemetry.stop();
  };
  return { url, stop };
};

const mountedIn = ({ resources = [] }: Wiring, ground: Ground): readonly Routes[] =>
  resources.map((resource) => resource.mount(ground));

const staffName = `know ${staffState.topic}`;

/** Every service hears who has left, whether its own work needs to know people or not. */
const hearingOfStaff = <Config extends ServiceConfig>(wiring: Wiring, kit: Kit<Config>): Wiring =>
  wiring.consumers.some(({ name }) => name === staffName)
    ? wiring
    : { ...wiring, consumers: [...wiring.consumers, kit.known(staffState).consumer] };

/** Said at each start, so that nobody forgets what was allowed once. */
export const warnOfPlaintext = ({ ALLOW_PLAINTEXT: settings }: BaseConfig, log: Logger): void => {
  if (settings.length > 0) log.warn({ settings }, "ALLOW_PLAINTEXT: these are spoken to without TLS");
};

const createKit = <Config extends ServiceConfig>(
  { name, config }: ServiceDefinition<Config>,
  { log, database, clock }: { log: Logger; database: Database; clock: DatabaseClock },
): Kit<Config> => {
  const waker = createWaker();
  const runtime = {
    database,
    source: `/services/${name}`,
    onRefusal: reportRefusals(log),
    wake: waker.wake,
    armed: waker.armed,
    now: clock.now,
  };
  return {
    config,
    log,
    database,
    waker,
    now: clock.now,
    source: runtime.source,
    store: (definition) => openStore(definition, runtime),
    known: (definition, onReceived) =>
      replicatedState(definition, {
        database,
        name: `know ${definition.topic}`,
        ...(onReceived ? { onReceived } : {}),
      }),
    policies: (rule) => openPolicies({ ...rule, ...runtime }),
  };
};

const listen = async <Config extends ServiceConfig>(
  { name, description, config }: ServiceDefinition<Config>,
  { log, routes, departures }: { log: Logger; routes: readonly Routes[]; departures: Departures },
): Promise<{ app: App; url: string }> => {
  const authenticate = barring(await createAuthenticate(authConfigOf(config)), departures.hasLeft);
  const app = await buildHttp({
    service: name,
    description,
    log,
    authenticate,
    perMinute: rateLimitsOf(config),
    maxConnections: config.MAX_CONNECTIONS,
    routes,
  });
  return { app, url: await app.listen({ host: config.HOST, port: config.PORT }) };
};

const busOptions = <Config extends ServiceConfig>(
  { name, config }: ServiceDefinition<Config>,
  { log, database, waker }: Kit<Config>,
  wiring: Wiring,
) => ({
  service: name,
  replica: config.REPLICA,
  databaseUrl: config.DATABASE_URL,
  database,
  brokers: config.KAFKA_BROKERS,
  security: kafkaSecurityOf(config),
  consumers: wiring.consumers,
  timers: wiring.timers ?? [],
  jobs: wiring.jobs ?? [],
  waker,
  outboxPollMs: config.OUTBOX_POLL_MS,
  relayRestMs: config.RELAY_REST_MS,
  fetchRestMs: config.FETCH_REST_MS,
  outboxHighWater: config.OUTBOX_HIGH_WATER,
  log,
});

const stopWithinMs = 30_000;

/** Runs a service as a process: until SIGTERM or SIGINT. */
export const runService = <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
): Promise<void> => runProcess(definition.name, () => startService(definition));

/** Runs whatever `start` starts, in the same way. */
export const runProcess = async (name: string, start: () => Promise<RunningService>): Promise<void> => {
  const fail = (error: unknown) => {
    process.stderr.write(`${name} cannot go on: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  const running = await start().catch((error: unknown) => fail(error));
  if (!running) return;
  let stopping = false;
  // Not `once`: a second signal would find the default, which is to die with everything half done.
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    running.stop().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
};

import type { Log } from "@shouwen/event-bus/log";
import { Pool } from "undici";

/** One process of a service. */
export type Replica = {
  readonly service: string;
  readonly url: string;
  readonly connections: Pool;
};

/** How many replicas of a service are ready, of how many. */
export type Readiness = { readonly service: string; readonly ready: number; readonly total: number };

/** All replicas of all services, and which of them can be asked now. */
export type Replicas = {
  /** The next one in turn that was not tried yet: a ready one, else any, because the last look may be out of date. */
  pick(service: string, tried: ReadonlySet<Replica>): Replica | undefined;
  /** It could not be reached: it is asked for nothing until a probe finds it ready. */
  letGo(replica: Replica): void;
  /** It behaved as if it were stopping: look at it now rather than in a second. */
  lookAt(replica: Replica): void;
  readiness(): Readiness[];
  stop(): Promise<void>;
};

type Watched = Replica & { up: boolean; silent: number; probing: boolean };

const probeEveryMs = 1_000;
const probeWithinMs = 900;
/** A busy replica may miss one probe; one that refuses or says that it is not ready is let go at once. */
const silentProbesAllowed = 1;

/**
 * Knows the replicas and probes each one's `/health/ready` every second. Resolves after the first look at all of them.
 */
export const watchReplicas = async (
  upstreams: Readonly<Record<string, readonly string[]>>,
  log: Log,
): Promise<Replicas> => {
  const sets = new Map(
    Object.entries(upstreams).map(([service, urls]) => [service, urls.map((url) => open(service, url))]),
  );
  const all = [...sets.values()].flat();
  const look = (replica: Watched) => probe(replica, log);
  await Promise.all(all.map(look));
  const everySecond = setInterval(() => {
    for (const replica of all) void look(replica);
  }, probeEveryMs);
  let turn = 0;

  return {
    pick: (service, tried) => {
      const untried = (sets.get(service) ?? []).filter((replica) => !tried.has(replica));
      const ready = untried.filter(({ up }) => up);
      const candidates = ready.length > 0 ? ready : untried;
      turn = (turn + 1) % Number.MAX_SAFE_INTEGER;
      return candidates[turn % candidates.length];
    },
    letGo: (replica) => setUp(replica as Watched, { up: false, log }),
    lookAt: (replica) => void look(replica as Watched),
    readiness: () =>
      [...sets].map(([service, set]) => ({
        service,
        ready: set.filter(({ up }) => up).length,
        total: set.length,
      })),
    stop: async () => {
      clearInterval(everySecond);
      await Promise.all(all.map(({ connections }) => connections.destroy()));
    },
  };
};

const open = (service: string, url: string): Watched => ({
  service,
  url,
  up: true,
  silent: 0,
  probing: false,
  connections: new Pool(new URL(url).origin, {
    connections: 256,
    pipelining: 1,
    // Below the 72 s after which a service closes an idle connection: it must not close one as we write to it.
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 30_000,
    connect: { timeout: 2_000 },
    headersTimeout: 120_000,
    bodyTimeout: 120_000,
  }),
});

const probe = async (replica: Watched, log: Log): Promise<void> => {
  if (replica.probing) return;
  replica.probing = true;
  const found = await ask(replica);
  replica.probing = false;
  replica.silent = found === "silent" ? replica.silent + 1 : 0;
  if (found === "silent" && replica.silent <= silentProbesAllowed) return;
  setUp(replica, { up: found === "ready", log });
};

/** On a connection of its own: a pool that is full says nothing about the replica. */
const ask = async ({ url }: Watched): Promise<"ready" | "not ready" | "silent"> => {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(probeWithinMs) });
    await answer.body?.cancel();
    return answer.ok ? "ready" : "not ready";
  } catch (error) {
    return (error as Error).name === "TimeoutError" ? "silent" : "not ready";
  }
};

const setUp = (replica: Watched, { up, log }: { up: boolean; log: Log }): void => {
  if (replica.up === up) return;
  replica.up = up;
  const fields = { upstream: replica.service, url: replica.url };
  if (up) log.info(fields, "replica is ready; it is asked again");
  else log.warn(fields, "replica is not ready; it is let go");
};

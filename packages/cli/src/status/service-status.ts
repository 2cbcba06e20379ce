import { z } from "zod";
import type { Stack } from "../stack/stack-file.ts";

/** What a process says of itself on `/health/status`. The gateway has no event runtime and says less. */
const said = z.object({
  memoryMb: z.number(),
  consumed: z.number().optional(),
  sent: z.number().optional(),
  outbox: z.number().optional(),
  outboxAgeMs: z.number().optional(),
  lag: z.number().optional(),
  parked: z.number().optional(),
  dead: z.number().optional(),
  timers: z.number().optional(),
  healthWarnings: z.array(z.string()).optional(),
});
type Said = z.output<typeof said>;

/** One process as it was found: `said` is missing where it did not answer. */
export type ReplicaStatus = {
  readonly name: string;
  readonly service: string;
  readonly said: Said | undefined;
};

/** A service over all its processes. Figures that no process could give are undefined. */
export type ServiceStatus = {
  readonly service: string;
  readonly ready: number;
  readonly replicas: number;
  /** Messages handled and events sent since the processes started. */
  readonly in: number | undefined;
  readonly out: number | undefined;
  readonly outbox: number | undefined;
  readonly oldestMs: number | undefined;
  readonly lag: number | undefined;
  readonly parked: number | undefined;
  readonly dead: number | undefined;
  readonly timers: number | undefined;
  readonly memoryMb: number | undefined;
  /** What does not go as it should, in the processes' own words, each once. */
  readonly healthWarnings: readonly string[];
};

const ANSWER_WITHIN_MS = 5_000;

const ask = async (url: string): Promise<Said | undefined> => {
  try {
    const [ready, status] = await Promise.all(
      ["ready", "status"].map((what) =>
        fetch(`${url}/health/${what}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }),
      ),
    );
    await ready?.body?.cancel();
    return ready?.ok && status?.ok ? said.parse(await status.json()) : undefined;
  } catch {
    return undefined;
  }
};

/** Asks every process of the stack, all at once. */
export const askReplicas = ({ replicas }: Pick<Stack, "replicas">): Promise<ReplicaStatus[]> =>
  Promise.all(
    Object.entries(replicas).map(async ([name, url]) => ({
      name,
      service: name.replace(/-\d+$/, ""),
      said: await ask(url),
    })),
  );

const known = (replicas: readonly ReplicaStatus[], field: Exclude<keyof Said, "healthWarnings">): number[] =>
  replicas.map(({ said }) => said?.[field]).filter((value) => value !== undefined);

/** What each process did adds up. */
const sum = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);

/** What stands in the service's database or group, every process says alike; a moment apart, so the most counts. */
const most = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(...values);

/** The services in the order in which their processes are listed. */
export const byService = (replicas: readonly ReplicaStatus[]): ServiceStatus[] =>
  [...Map.groupBy(replicas, ({ service }) => service)].map(([service, ones]) => ({
    service,
    ready: ones.filter(({ said }) => said !== undefined).length,
    replicas: ones.length,
    in: sum(known(ones, "consumed")),
    out: sum(known(ones, "sent")),
    outbox: most(known(ones, "outbox")),
    oldestMs: most(known(ones, "outboxAgeMs")),
    lag: most(known(ones, "lag")),
    parked: most(known(ones, "parked")),
    dead: most(known(ones, "dead")),
    timers: most(known(ones, "timers")),
    memoryMb: sum(known(ones, "memoryMb")),
    healthWarnings: [...new Set(ones.flatMap(({ said }) => said?.healthWarnings ?? []))],
  }));

/** Whether everything that was said has been heard by everybody, and nothing waits. */
export const isQuiet = (services: readonly ServiceStatus[]): boolean =>
  services.every(
    ({ ready, replicas, outbox = 0, lag = 0, parked = 0 }) =>
      ready === replicas && outbox === 0 && lag === 0 && parked === 0,
  );

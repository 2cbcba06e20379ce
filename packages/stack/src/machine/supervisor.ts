import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "../problem.ts";
import type { Served } from "./processes.ts";

/**
 * One process of the stack. `start` resolves once it is ready to serve, and is called again when it has died.
 * `stopping` tells a slow start to give up.
 */
export type Unit = { name: string; start: (stopping: AbortSignal) => Promise<Served> };

/** What a person wants to hear about a running stack. */
export type SupervisorEvent =
  | { kind: "ready"; name: string; pid: number; tookMs: number }
  | { kind: "died"; name: string; how: string; retryInMs: number }
  | { kind: "back"; name: string; pid: number; tookMs: number }
  | { kind: "failed_again"; name: string; reason: string; retryInMs: number };

/** Keeps processes running. */
export type Supervisor = {
  /** Starts these at once, after those of earlier calls, and resolves when all are ready. */
  start: (units: readonly Unit[]) => Promise<void>;
  /** The living processes by name. */
  pids: () => Record<string, number>;
  /** Stops everything: the groups in reverse order, the members of a group together. Never rejects. */
  stop: () => Promise<void>;
};

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;
/** Who ran this long before dying is tried again as if for the first time. */
const STEADY_MS = 30_000;

const describeExit = (how: number | NodeJS.Signals): string =>
  typeof how === "number" ? `exit code ${how}` : `signal ${how}`;

type Report = (event: SupervisorEvent) => void;

/** Keeps one unit alive. `running` is settled whenever no start is under way. */
type Keeper = {
  name: string;
  start: () => Promise<void>;
  pid: () => number | undefined;
  stop: () => Promise<void>;
};

const keep = (unit: Unit, stopping: AbortSignal, report: Report): Keeper => {
  let served: Served | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let retryMs = FIRST_RETRY_MS;

  const bringUp = async (kind: "ready" | "back"): Promise<void> => {
    const began = performance.now();
    served = await unit.start(stopping);
    report({ kind, name: unit.name, pid: served.pid, tookMs: Math.round(performance.now() - began) });
    void watch(served);
  };

  const watch = async ({ exited }: Served): Promise<void> => {
    const since = performance.now();
    const how = await exited;
    if (stopping.aborted) return;
    served = undefined;
    if (performance.now() - since > STEADY_MS) retryMs = FIRST_RETRY_MS;
    report({ kind: "died", name: unit.name, how: describeExit(how), retryInMs: retryMs });
    underWay = bringBack();
  };

  const bringBack = async (): Promise<void> => {
    await delay(retryMs, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    try {
      await bringUp("back");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!stopping.aborted) report({ kind: "failed_again", name: unit.name, reason, retryInMs: retryMs });
      underWay = bringBack();
    }
  };

  return {
    name: unit.name,
    start: () => {
      const first = bringUp("ready");
      underWay = first.catch(() => undefined);
      return first;
    },
    pid: () => served?.pid,
    stop: async () => {
      await underWay;
      await served?.stop();
    },
  };
};

/**
 * Starts what it is given, and starts again what dies, after 0.5 s first and at most 5 s. What cannot be started
 * the first time is an error of `start`; later it is reported and tried for ever.
 */
export const createSupervisor = (report: Report): Supervisor => {
  const groups: Keeper[][] = [];
  const stopping = new AbortController();
  return {
    start: async (units) => {
      if (stopping.signal.aborted) throw new Problem("The stack is stopping", { fix: "Start it again." });
      const group = units.map((unit) => keep(unit, stopping.signal, report));
      groups.push(group);
      const starts = group.map(({ start }) => start());
      await Promise.allSettled(starts); // so that none is half way when one has failed
      await Promise.all(starts);
    },
    pids: () => {
      const living: Record<string, number> = {};
      for (const { name, pid } of groups.flat()) {
        const id = pid();
        if (id !== undefined) living[name] = id;
      }
      return living;
    },
    stop: async () => {
      stopping.abort();
      for (const group of groups.toReversed()) await Promise.allSettled(group.map(({ stop }) => stop()));
    },
  };
};

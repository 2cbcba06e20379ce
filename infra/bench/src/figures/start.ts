import { readFileSync } from "node:fs";
import type { Figure } from "../figure.ts";
import { onWarmSite, type Site } from "../site.ts";
import { throughputOn } from "./tickets.ts";

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
const idleMs = 20_000;
const kibPerMib = 1_024;

/** Resident memory by the operating system's own account (Linux), in MiB. */
const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / kibPerMib;

const memoryOf = (site: Site): number[] => {
  const pids = site.pids();
  return services.map((name) => residentMb(pids[name] ?? 0));
};

const range = (values: readonly number[]): string =>
  `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))} MB`;

/** P9: from nothing running to ready on a folder that was started before, and what each service's process takes. */
export const measureStart = (): Promise<Figure[]> =>
  onWarmSite({}, async (site) => {
    await new Promise((resolve) => setTimeout(resolve, idleMs));
    const idle = memoryOf(site);
    await throughputOn(site, 4_000);
    const loaded = memoryOf(site);
    return [
      {
        name: "P9 start",
        what: "warm start to ready: PostgreSQL, Kafka and 8 services",
        value: `${(site.startedInMs / 1_000).toFixed(1)} s`,
        reach: "≤ 10 s",
        reached: site.startedInMs <= 10_000,
      },
      {
        name: "P9 memory",
        what: `resident memory of a service, ${idleMs / 1_000} s after the start`,
        value: range(idle),
        reach: "≤ 150 MB",
        reached: Math.max(...idle) <= 150,
      },
      {
        name: "P9 loaded",
        what: "the same, right after 4,000 tickets",
        value: range(loaded),
        reach: "–",
        reached: undefined,
      },
    ];
  });

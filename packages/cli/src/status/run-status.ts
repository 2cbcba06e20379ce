import { isAlive } from "@shouwen/stack/machine/processes";
import { bold, dim, green, red, yellow } from "#bin/terminal.mjs";
import { readStack, type Stack } from "../stack/stack-file.ts";
import { stateFolder } from "../stack/state-folder.ts";
import { runningSupervisor } from "../stack/supervisor-pid.ts";
import { figure, table } from "../terminal/table.ts";
import { type PlatformTotals, platformTotals, sumOf } from "./platform-totals.ts";
import { askReplicas, byService, type ServiceStatus } from "./service-status.ts";
import { untilQuiet } from "./until-quiet.ts";

export type StatusOptions = { readonly json: boolean; readonly wait: boolean; readonly timeoutMs: number };

type Status = {
  readonly services: readonly ServiceStatus[];
  readonly totals: PlatformTotals;
  /** Processes that should run and do not. */
  readonly gone: readonly string[];
};

const statusOf = async (stack: Stack): Promise<Status> => ({
  services: byService(await askReplicas(stack)),
  totals: await platformTotals(stack.postgres.url),
  gone: Object.entries(stack.pids).flatMap(([name, pid]) => (isAlive(pid) ? [] : [name])),
});

const cell = (value: number | undefined, alarm: "alarm" | "plain" = "plain"): string => {
  if (value === undefined) return dim("–");
  return alarm === "alarm" && value > 0 ? yellow(figure(value)) : figure(value);
};

const head = [
  "service",
  "ready",
  "in",
  "out",
  "outbox",
  "oldest ms",
  "lag",
  "parked",
  "dead",
  "timers",
  "MB",
];

const row = (it: ServiceStatus): string[] => {
  const ready = `${it.ready}/${it.replicas}`;
  return [
    it.service,
    it.ready === it.replicas ? green(ready) : red(ready),
    cell(it.in),
    cell(it.out),
    cell(it.outbox, "alarm"),
    cell(it.oldestMs),
    cell(it.lag, "alarm"),
    cell(it.parked, "alarm"),
    cell(it.dead, "alarm"),
    cell(it.timers),
    cell(it.memoryMb),
  ];
};

const totalLines = (totals: PlatformTotals): string[] => {
  const rows = Object.entries(totals).map(([thing, counts]) => {
    const parts = Object.entries(counts).map(([name, count]) => `${figure(count)} ${name}`);
    return [thing.padEnd(10), figure(sumOf(counts)).padStart(9), dim(parts.join(" · "))].join("  ");
  });
  return rows.length === 0 ? [] : ["", bold("Platform"), ...rows];
};

const troubleLines = (services: readonly ServiceStatus[]): string[] => {
  const lines = services.flatMap(({ service, healthWarnings }) =>
    healthWarnings.map((trouble) => `${yellow("•")} ${service}: ${trouble}`),
  );
  return lines.length === 0 ? [] : ["", ...lines];
};

const textOf = ({ services, totals, gone }: Status): string => {
  const lines = [...table(head, services.map(row)), ...troubleLines(services), ...totalLines(totals)];
  if (gone.length > 0) lines.push("", red(`Not running: ${gone.join(", ")}`));
  return `${lines.join("\n")}\n`;
};

const isWell = ({ services, gone }: Status): boolean =>
  gone.length === 0 && services.every(({ ready, replicas }) => ready === replicas);

/**
 * Prints what each service has done and has still to do, and how much there is on the platform. Returns 0 when all
 * is well, 1 when a process is not, 2 when `--wait` waited in vain, 3 when nothing runs.
 */
export const runStatus = async ({ json, wait, timeoutMs }: StatusOptions): Promise<number> => {
  const folder = stateFolder();
  const stack = readStack(folder);
  if (!stack || !runningSupervisor(folder)) {
    process.stdout.write("Nothing is running. Start it with: npm start\n");
    return 3;
  }
  const quiet = wait ? await untilQuiet(stack, timeoutMs) : true;
  const status = await statusOf(readStack(folder) ?? stack);
  process.stdout.write(json ? `${JSON.stringify(status, null, 2)}\n` : textOf(status));
  if (!quiet) process.stderr.write(`Not quiet after ${timeoutMs / 1000} s.\n`);
  if (!isWell(status)) return 1;
  return quiet ? 0 : 2;
};

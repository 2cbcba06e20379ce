import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  commandOf,
  isAlive,
  launch,
  type Served,
  stopProcess,
  waitUntilReady,
} from "../machine/processes.ts";
import { Problem } from "../problem.ts";
import { type Account, postgresAccount } from "./account.ts";
import { findPrograms, type Programs } from "./programs.ts";

/** Where an embedded PostgreSQL keeps its files, and how it runs. */
export type PostgresOptions = {
  /** Holds `data/`, `password` and `postgres.log`. Survives restarts. */
  dir: string;
  port: number;
  /** False for tests alone: a crash of the machine may then lose everything. Default true. */
  durable?: boolean;
};

/** A running PostgreSQL. `url` is the superuser's, to the database `postgres`. `stop` disconnects everybody. */
export type PostgresServer = Served & { url: string; port: number };

const MAJOR_VERSION = "18";

/** For two cores that many small services share. A commit still waits for its WAL to be on disk. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "300",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  wal_buffers: "16MB",
  min_wal_size: "256MB",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  random_page_cost: "1.1",
  jit: "off", // compiling costs more than any of our short queries
  max_locks_per_transaction: "256", // partitions: each counts as a lock
  autovacuum_naptime: "15s", // outbox, inbox and timers are queues: dead rows come fast
  log_error_verbosity: "terse", // the DETAIL line of a broken constraint would show values
  log_line_prefix: "%m [%p] %u ",
  timezone: "UTC",
  log_timezone: "UTC",
} as const;

const NOT_DURABLE = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" } as const;

const passwordIn = (dir: string): string => {
  const file = join(dir, "password");
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
};

const run = (account: Account, command: string, args: readonly string[]): void => {
  const [program = command, ...rest] = [...account.prefix, command, ...args];
  const ids = account.prefix.length > 0 ? {} : account.ids;
  const env = { ...process.env, LC_ALL: "C", LC_MESSAGES: "C" };
  const { status, stderr, error } = spawnSync(program, rest, { ...ids, env, encoding: "utf8" });
  if (status === 0) return;
  const words = (stderr || String(error)).trim().split("\n");
  const reason = words.findLast((line) => /error|fatal|panic/i.test(line)) ?? words.at(-1);
  const fix = /no space/i.test(stderr) ? "Free about 200 MB of disk space." : "See `npx shouwen doctor`.";
  throw new Problem(`PostgreSQL could not make its data folder: ${reason}`, { fix });
};

const giveTo = (path: string, { ids }: Account): void => {
  if (ids) chownSync(path, ids.uid, ids.gid);
};

/** Makes the data folder aside and renames it, so that an interrupted start leaves no half of one. */
const initialise = (
  { dir, durable = true }: PostgresOptions,
  { initdb }: Programs,
  account: Account,
): void => {
  const draft = join(dir, "data.new");
  const secret = join(dir, "password.new");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(secret, passwordIn(dir), { mode: 0o600 });
  for (const path of [draft, secret]) giveTo(path, account);
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--lc-messages=C"];
  const access = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${secret}`];
  run(account, initdb, [`--pgdata=${draft}`, ...locale, ...access, ...(durable ? [] : ["--no-sync"])]);
  rmSync(secret);
  renameSync(draft, join(dir, "data"));
};

const checkVersion = (data: string): void => {
  const version = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  if (version === MAJOR_VERSION) return;
  throw new Problem(`${data} was made by PostgreSQL ${version}, this is PostgreSQL ${MAJOR_VERSION}`, {
    fix: "Start from nothing with `npm start -- --reset`, or move that folder away.",
  });
};

const postmasterFile = (dir: string): string[] => {
  const file = join(dir, "data", "postmaster.pid");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
};

/** The id of the PostgreSQL that runs on this folder, left by a process that is gone perhaps. */
export const runningPostgres = (dir: string): number | undefined => {
  const pid = Number(postmasterFile(dir)[0]);
  return pid > 0 && isAlive(pid) && commandOf(pid).includes(join(dir, "data")) ? pid : undefined;
};

/** "Fast" shutdown: running statements are rolled back. A crash is as safe, and only slower to start from. */
const stopPostgres = (pid: number): Promise<void> => stopProcess(pid, { first: "SIGINT", graceMs: 10_000 });

/** PostgreSQL writes "ready" on the eighth line of its pid file once it takes connections. */
const isReady = (dir: string, pid: number): boolean => {
  const lines = postmasterFile(dir);
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
};

const launchOn = (
  { dir, port, durable = true }: PostgresOptions,
  { postgres }: Programs,
  account: Account,
) => {
  const settings = Object.entries({ ...SETTINGS, ...(durable ? {} : NOT_DURABLE), port: String(port) });
  const args = ["-D", join(dir, "data"), ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const [command = postgres, ...rest] = [...account.prefix, postgres, ...args];
  const ids = account.prefix.length > 0 ? {} : account.ids;
  const env = { ...process.env, LC_ALL: "C", LC_MESSAGES: "C" };
  return launch({ command, args: rest, logFile: join(dir, "postgres.log"), env, cwd: dir, ...ids });
};

/**
 * Starts a real PostgreSQL 18 on 127.0.0.1 and resolves once it takes connections. The process needs no living
 * parent. A server that an earlier process left running on the same folder is stopped first.
 */
export const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => {
  const { dir, port } = options;
  mkdirSync(dir, { recursive: true });
  const account = postgresAccount(dir);
  const programs = findPrograms(account);
  const data = join(dir, "data");
  if (!existsSync(data)) initialise(options, programs, account);
  checkVersion(data);
  const left = runningPostgres(dir);
  if (left) await stopPostgres(left);

  const logFile = join(dir, "postgres.log");
  const running = await launchOn(options, programs, account);
  await waitUntilReady(running, async () => isReady(dir, running.pid), {
    timeoutMs: 60_000, // recovery after a crash replays up to 2 GB of WAL
    onFailure: (reason) =>
      new Problem(`PostgreSQL did not start: ${reason}`, { fix: `Its last words are in ${logFile}.` }),
  });
  const url = `postgres://postgres:${encodeURIComponent(passwordIn(dir))}@127.0.0.1:${port}/postgres`;
  return { ...running, url, port, logFile, stop: () => stopPostgres(running.pid) };
};

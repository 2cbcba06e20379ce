import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDemoData } from "@shouwen/cli/demo/load-demo-data";
import type { Stack } from "@shouwen/cli/stack/stack-file";
import { type StateFolder, stateFolder } from "@shouwen/cli/stack/state-folder";
import { upHere } from "@shouwen/cli/stack/up-here";
import pg from "pg";

/** A real stack to measure on: durable, with tracing on, as `npm start` runs it. */
export type Site = {
  readonly stack: Stack;
  readonly folder: StateFolder;
  /** From nothing running to everything ready, in ms. */
  readonly startedInMs: number;
  pids(): Record<string, number>;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
};

export type SiteOptions = { readonly services?: readonly string[]; readonly demo?: boolean };

/** A hundred times slower than the demo, where offers run out after seconds: nobody works here, and none shall run out. */
const pace = 0.01;

/** What this process has started and not stopped yet. */
const living = new Set<() => Promise<void>>();

/** Ends every site, ready or not: this process is told to go, and a stack that nobody watches would run for ever. */
export const endEverySite = async (): Promise<void> => {
  await Promise.all([...living].map((end) => end()));
};

const open = async (folder: StateFolder, { services, demo = true }: SiteOptions): Promise<Site> => {
  const began = performance.now();
  const options = { detach: false, reset: false, replicas: {}, brokers: 1 as const, demo: false };
  const giveUp = new AbortController();
  const starting = upHere(
    folder,
    {
      ...options,
      services: services ? [...services] : undefined,
      databaseUrl: undefined,
      kafkaBrokers: undefined,
    },
    { watcher: () => undefined, giveUp: giveUp.signal },
  );
  const end = async (): Promise<void> => {
    living.delete(end);
    giveUp.abort();
    const begun = await starting.catch(() => undefined);
    await begun?.stop();
  };
  living.add(end);
  const running = await starting;
  const startedInMs = performance.now() - began;
  const { stack } = running;
  if (demo)
    await loadDemoData(stack, { restore: true, pace }).catch(async (error: unknown) => {
      await end();
      throw error;
    });
  const admin = new pg.Pool({ connectionString: stack.postgres.url, max: 2 });
  admin.on("error", () => undefined);
  return {
    stack,
    folder,
    startedInMs,
    pids: running.pids,
    query: async (text, values = []) => (await admin.query(text, [...values])).rows,
    stop: async () => {
      await admin.end();
      await end();
    },
  };
};

const onFolder = async <Result>(work: (folder: StateFolder) => Promise<Result>): Promise<Result> => {
  const folder = stateFolder(mkdtempSync(join(tmpdir(), "shouwen-bench-")));
  try {
    return await work(folder);
  } finally {
    rmSync(folder.path, { recursive: true, force: true });
  }
};

const measure = async <Result>(
  folder: StateFolder,
  options: SiteOptions,
  work: (site: Site) => Promise<Result>,
): Promise<Result> => {
  const site = await open(folder, options);
  try {
    return await work(site);
  } finally {
    await site.stop();
  }
};

/** Lets `work` measure on a stack that starts from nothing, and takes it away afterwards. */
export const onSite = <Result>(
  options: SiteOptions,
  work: (site: Site) => Promise<Result>,
): Promise<Result> => onFolder((folder) => measure(folder, options, work));

/** The same, on a folder that was started and stopped once before: nothing to initialise any more. */
export const onWarmSite = <Result>(
  options: SiteOptions,
  work: (site: Site) => Promise<Result>,
): Promise<Result> =>
  onFolder(async (folder) => {
    await measure(folder, options, () => Promise.resolve());
    return measure(folder, options, work);
  });

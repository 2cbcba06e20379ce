import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  type FaultEnvironment,
  openFaultEnvironment,
  type Setting,
  usualSetting,
} from "./fault-environment.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type LoadGenerator, openLoadGenerator } from "./load.ts";
import type { Row } from "./rows/row.ts";
import { isClean, type RunResult, runRow } from "./run-row.ts";

/** Which rows to play with which seeds. */
export type Campaign = {
  readonly plays: readonly { readonly row: Row; readonly seed: number }[];
  readonly quick: boolean;
  /** Customers ask so many times slower than the rows say. */
  readonly slower?: number;
  /** Keeps the folder of a stack on which something went wrong. */
  readonly keep: boolean;
  onResult(result: RunResult): void;
  onStage(text: string): void;
};

/** A stack with the people who play on it, and what it promised them. */
export type Stage = {
  readonly environment: FaultEnvironment;
  readonly loadGenerator: LoadGenerator;
  readonly journal: Journal;
};

/** A stack has lived long enough after so many runs: the oracle reads all of its life each time. */
const runsPerStack = 8;

const settingOf = ({ setting }: Row): Setting => ({ ...usualSetting, ...setting });

/** Starts a stack of this kind, loads the group that plays, and opens the journal. */
export const openStage = async (setting: Setting): Promise<Stage> => {
  const environment = await openFaultEnvironment(setting);
  try {
    const loadGenerator = await openLoadGenerator(environment);
    return {
      environment,
      loadGenerator,
      journal: openJournal(join(environment.folder.path, "journal.jsonl")),
    };
  } catch (error) {
    await environment.stop();
    throw error;
  }
};

/**
 * Plays them one after the other. Rows of the same setting share a stack while nothing goes wrong on it; after a run
 * that was not clean the next one gets a new one. Never throws for what a row did.
 */
export const runCampaign = async (campaign: Campaign, stopping: AbortSignal): Promise<RunResult[]> => {
  const results: RunResult[] = [];
  let stage: Stage | undefined;
  let runs = 0;
  const leave = async (keep: boolean): Promise<void> => {
    const old = stage;
    stage = undefined;
    old?.journal.close();
    await old?.environment.stop({ keep });
    if (old && keep) campaign.onStage(`kept ${old.environment.folder.path}`);
  };
  for (const { row, seed } of campaign.plays) {
    if (stopping.aborted) break;
    if (stage && (runs >= runsPerStack || !isDeepStrictEqual(stage.environment.setting, settingOf(row))))
      await leave(false);
    if (!stage) {
      campaign.onStage(`starting a stack: ${JSON.stringify(settingOf(row))}`);
      stage = await openStage(settingOf(row));
      runs = 0;
    }
    campaign.onStage(`row ${row.number} seed ${seed}: ${row.title}`);
    const result = await runRow({ ...stage, quick: campaign.quick, slower: campaign.slower ?? 1 }, row, seed);
    runs += 1;
    results.push(result);
    campaign.onResult(result);
    if (!isClean(result)) await leave(campaign.keep);
  }
  await leave(false);
  return results;
};

/** The results of earlier campaigns, one a line: a campaign can be stopped and taken up again. */
export const resultsIn = (file: string): RunResult[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line.length > 0)
        .map((line) => JSON.parse(line) as RunResult)
    : [];

export const keepResult = (file: string, result: RunResult): void => {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(result)}\n`);
};

import { expect, onTestFinished, test } from "vitest";
import { runCampaign } from "../src/campaign.ts";
import { endEveryEnvironment } from "../src/fault-environment.ts";
import { resultText } from "../src/results-table.ts";
import { quickRows } from "../src/rows/all.ts";
import type { RunResult } from "../src/run-row.ts";

const withinMs = 420_000; // on a machine that runs the other tests beside it

test(
  "under kill -9, without a broker and among duplicates nothing is lost, doubled or disordered",
  async () => {
    onTestFinished(endEveryEnvironment); // a run out of time would go on beside the tests after it
    const results: RunResult[] = [];
    await runCampaign(
      {
        plays: quickRows.map((row) => ({ row, seed: 1 })),
        quick: true,
        keep: false,
        onStage: () => undefined,
        onResult: (result) => void results.push(result),
      },
      new AbortController().signal,
    );
    expect(results.flatMap((result) => (result.lines.length > 0 ? [resultText(result)] : []))).toEqual([]);
    expect(results.map(({ row }) => row)).toEqual(quickRows.map(({ number }) => number));
  },
  withinMs,
);

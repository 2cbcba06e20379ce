import { writeFileSync } from "node:fs";
import type { Reporter } from "vitest/node";
import type { FileTime } from "./times.ts";

/** Writes how long each file took, hooks and imports too, which vitest's JSON report leaves out. */
export const timesReporter = (path: string): Reporter => ({
  onTestRunEnd: (modules) => {
    const times = modules.map((module): FileTime => {
      const { collectDuration, duration, prepareDuration, setupDuration } = module.diagnostic();
      return {
        project: module.project.name,
        tests: [...module.children.allTests()].length,
        ms: collectDuration + duration + prepareDuration + setupDuration,
      };
    });
    writeFileSync(path, JSON.stringify(times));
  },
});

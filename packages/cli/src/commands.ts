import type { Command } from "commander";
import { bench } from "./commands/bench.ts";
import { calendars } from "./commands/calendars.ts";
import { deadLetters } from "./commands/dead-letters.ts";
import { demo } from "./commands/demo.ts";
import { demoData } from "./commands/demo-data.ts";
import { doctor } from "./commands/doctor.ts";
import { down } from "./commands/down.ts";
import { faults } from "./commands/faults.ts";
import { importFile } from "./commands/import.ts";
import { importLog } from "./commands/import-log.ts";
import { mappings } from "./commands/mappings.ts";
import { policies } from "./commands/policies.ts";
import { replay } from "./commands/replay.ts";
import { report } from "./commands/report.ts";
import { status } from "./commands/status.ts";
import { tail } from "./commands/tail.ts";
import { test } from "./commands/test.ts";
import { token } from "./commands/token.ts";
import { topics } from "./commands/topics.ts";
import { trace } from "./commands/trace.ts";
import { up } from "./commands/up.ts";
import { workforce } from "./commands/workforce.ts";

/**
 * Every command, in the order of the help. A new one is a file in `commands/` that returns a commander `Command`,
 * and a line here. Import heavy modules inside its action: all commands are loaded for each.
 */
export const commands: readonly (() => Command)[] = [
  up,
  down,
  status,
  importFile,
  importLog,
  mappings,
  report,
  calendars,
  policies,
  workforce,
  demo,
  demoData,
  trace,
  tail,
  deadLetters,
  replay,
  topics,
  token,
  test,
  doctor,
  faults,
  bench,
];

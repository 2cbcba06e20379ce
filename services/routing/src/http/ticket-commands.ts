import type { Routes } from "@shouwen/service-kit/http";
import { annotationCommands } from "./commands/annotations.ts";
import { type CommandSources, commandAdder } from "./commands/command-route.ts";
import { endingCommands } from "./commands/endings.ts";
import { handOverCommands } from "./commands/hand-overs.ts";
import { subTaskCommands } from "./commands/sub-tasks.ts";
import { workCommands } from "./commands/work.ts";

/** Every command on a ticket. Each is a pure decision; `commands/` says which body leads to which. */
export const ticketCommandRoutes =
  (sources: CommandSources): Routes =>
  (app) => {
    const command = commandAdder(app, sources);
    workCommands(command, sources);
    handOverCommands(command, sources);
    endingCommands(command, sources);
    annotationCommands(command, sources);
    subTaskCommands(command, sources);
  };

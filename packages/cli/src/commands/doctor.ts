import { Command } from "commander";

/** `shouwen doctor`. Answered by bin/shouwen.mjs itself, before anything is installed; here it is listed only. */
export const doctor = (): Command =>
  new Command("doctor").description("check this machine, and name the fix for what is missing");

import { Problem } from "@shouwen/stack/problem";
import { Command } from "commander";
import type { PublishFlags, RecalculateFlags } from "../policies/publish.ts";
import type { RehearseFlags } from "../policies/rehearse.ts";
import { examples } from "./examples.ts";

const kindHelp =
  "which rule: sla, calendars, routing, escalation, plans, approvals, remedy_limits, callback, quiet_hours …";
const scopeHelp =
  "for whom it holds: group (everybody), region:<name>, brand:<name>, or one property (prp_…); the narrowest wins";
const fileHelp = "a JSON file with the rule, in the form in which `policies show` prints it";
const momentHelp = "ISO 8601 with offset, such as 2026-12-01T00:00:00+08:00";

/** `shouwen policies`: the rules that are data. */
export const policies = (): Command =>
  new Command("policies")
    .description("rules that are data: look, check, rehearse on the past, publish, put on open tickets")
    .addCommand(showing())
    .addCommand(listing())
    .addCommand(rehearsing())
    .addCommand(publishing())
    .addCommand(recalculating());

type PropertyFlags = { readonly property?: string; readonly scope?: string };

/** Rules hold for scopes, and a property is one of them: whoever types the other word means the same. */
const propertyOf = ({ property, scope }: PropertyFlags): string => {
  const named = property ?? scope;
  if (named !== undefined) return named;
  throw new Problem("No property is named", { fix: "Add --property prp_…" });
};

const rehearsing = (): Command =>
  new Command("rehearse")
    .description("try a rule on the tickets of the past: which would go elsewhere, which promises be missed")
    .argument("<kind>", "which rule to try: routing or sla")
    .argument("<file>", fileHelp)
    .requiredOption("--scope <scope>", scopeHelp)
    .option("--days <n>", "try it on the tickets of the last so many days", "30")
    .option(
      "--from <moment>",
      `only tickets received at this moment or later, instead of --days (${momentHelp})`,
    )
    .option("--to <moment>", "only tickets received before this moment")
    .option("--list <n>", "how many differences to print; all are counted", "20")
    .option("--format <format>", "table for people, json for machines", "table")
    .addHelpText("after", examples("policies rehearse sla sla.json --scope prp_lakeside --days 7"))
    .action(async (kind: string, file: string, flags: RehearseFlags) => {
      const { rehearse } = await import("../policies/rehearse.ts");
      await rehearse(kind, file, flags);
    });

const showing = (): Command =>
  new Command("show")
    .description("print the rule in force for a property, to be changed and given back")
    .argument("<kind>", kindHelp)
    .option("--property <id>", "the property (prp_…) whose rule to print")
    .option("--scope <id>", "another word for --property")
    .addHelpText("after", examples("policies show sla --property prp_lakeside > sla.json"))
    .action(async (kind: string, flags: PropertyFlags) => {
      const { showPolicy } = await import("../policies/publish.ts");
      await showPolicy(kind, { property: propertyOf(flags) });
    });

const listing = (): Command =>
  new Command("versions")
    .description("list every published version, the newest first")
    .argument("<kind>", kindHelp)
    .option(
      "--scope <scope>",
      `only versions that hold for this scope: group, region:<name>, brand:<name>, prp_…`,
    )
    .addHelpText("after", examples("policies versions sla", "policies versions sla --scope prp_lakeside"))
    .action(async (kind: string, flags: { scope?: string }) => {
      const { listVersions } = await import("../policies/publish.ts");
      await listVersions(kind, flags);
    });

const publishing = (): Command =>
  new Command("publish")
    .description("check a rule, and publish it unless it has gaps")
    .argument("<kind>", kindHelp)
    .argument("<file>", fileHelp)
    .requiredOption("--scope <scope>", scopeHelp)
    .option("--effective-from <moment>", `from when on it holds (${momentHelp}); at once when left out`)
    .option("--check", "publish nothing; only say what is wrong with it and what it would leave open")
    .addHelpText(
      "after",
      examples(
        "policies show sla --property prp_lakeside > sla.json   # then change it",
        "policies publish sla sla.json --scope prp_lakeside --check",
        "policies publish sla sla.json --scope prp_lakeside",
      ),
    )
    .action(async (kind: string, file: string, flags: PublishFlags) => {
      const { publishPolicy } = await import("../policies/publish.ts");
      await publishPolicy(kind, file, flags);
    });

const recalculating = (): Command =>
  new Command("recalculate")
    .description(
      "put the open tickets of a property under the promises in force; says first what that changes",
    )
    .option("--property <id>", "the property (prp_…) whose open tickets they are")
    .option("--scope <id>", "another word for --property")
    .option("--apply", "move the promises; without it nothing changes, it only says what would")
    .option("--list <n>", "how many changed promises to print; all are counted", "20")
    .addHelpText(
      "after",
      examples(
        "policies recalculate --property prp_lakeside",
        "policies recalculate --property prp_lakeside --apply",
      ),
    )
    .action(async (flags: Omit<RecalculateFlags, "property"> & PropertyFlags) => {
      const { recalculate } = await import("../policies/publish.ts");
      await recalculate({ ...flags, property: propertyOf(flags) });
    });

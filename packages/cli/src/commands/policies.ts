import { Problem } from "@shouwen/dev/problem";
import { Command } from "commander";
import type { PublishFlags, RecalculateFlags } from "../policies/publish.ts";
import type { RehearseFlags } from "../policies/rehearse.ts";

/** `shouwen policies`: the rules that are data. */
export const policies = (): Command =>
  new Command("policies")
    .description("rules that are data: look, check, rehearse on the past, publish, put on open tickets")
    .addCommand(
      new Command("show")
        .description("print the rule in force for a property, to be changed and given back")
        .argument("<kind>", "sla, routing, calendars, escalation, plans, approvals, remedy_limits…")
        .option("--property <id>", "for which property")
        .option("--scope <id>", "the same")
        .action(async (kind: string, flags: PropertyFlags) => {
          const { showPolicy } = await import("../policies/publish.ts");
          await showPolicy(kind, { property: propertyOf(flags) });
        }),
    )
    .addCommand(
      new Command("versions")
        .description("list every published version, the newest first")
        .argument("<kind>", "as above")
        .option("--scope <scope>", "only group, region:<name>, brand:<name> or a property")
        .action(async (kind: string, flags: { scope?: string }) => {
          const { listVersions } = await import("../policies/publish.ts");
          await listVersions(kind, flags);
        }),
    )
    .addCommand(rehearsing())
    .addCommand(
      new Command("publish")
        .description("check a rule, and publish it unless it has gaps")
        .argument("<kind>", "as above")
        .argument("<file>", "the rule, as `show` prints it")
        .requiredOption("--scope <scope>", "group, region:<name>, brand:<name> or a property")
        .option("--effective-from <moment>", "from when on it holds; at once when left out")
        .option("--check", "only say what is wrong with it")
        .action(async (kind: string, file: string, flags: PublishFlags) => {
          const { publishPolicy } = await import("../policies/publish.ts");
          await publishPolicy(kind, file, flags);
        }),
    )
    .addCommand(
      new Command("recalculate")
        .description(
          "put the open tickets of a property under the promises in force; says first what that changes",
        )
        .option("--property <id>", "which property")
        .option("--scope <id>", "the same")
        .option("--apply", "change it; otherwise it is only said")
        .option("--list <n>", "how many promises are listed", "20")
        .action(async (flags: Omit<RecalculateFlags, "property"> & PropertyFlags) => {
          const { recalculate } = await import("../policies/publish.ts");
          await recalculate({ ...flags, property: propertyOf(flags) });
        }),
    );

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
    .argument("<kind>", "routing or sla")
    .argument("<file>", "the rule, as `show` prints it")
    .requiredOption("--scope <scope>", "group, region:<name>, brand:<name> or a property")
    .option("--days <n>", "tickets of the last so many days", "30")
    .option("--from <moment>", "tickets received at this moment or later, instead of --days")
    .option("--to <moment>", "tickets received before this moment")
    .option("--list <n>", "how many differences are listed; all are counted", "20")
    .option("--format <format>", "table or json", "table")
    .action(async (kind: string, file: string, flags: RehearseFlags) => {
      const { rehearse } = await import("../policies/rehearse.ts");
      await rehearse(kind, file, flags);
    });

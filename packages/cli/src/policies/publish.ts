import { z } from "zod";
import { dim, green, red, yellow } from "#bin/terminal.mjs";
import { figure, table } from "../terminal/table.ts";
import { openDesk, readRule, version } from "./desk.ts";

const print = (lines: readonly string[]): void =>
  void (lines.length > 0 && process.stdout.write(`${lines.join("\n")}\n`));

/** Prints the rule that is in force for a property, as a file that can be changed and given back. */
export const showPolicy = async (kind: string, { property }: { property: string }): Promise<void> => {
  const desk = openDesk(kind);
  await desk.requireScope(property);
  const path = `?propertyId=${encodeURIComponent(property)}`;
  print([JSON.stringify(await desk.ask({ path }, version), null, 2)]);
};

/** Prints every published version of a kind of rule, the newest first. */
export const listVersions = async (kind: string, { scope }: { scope?: string }): Promise<void> => {
  const path = `/versions${scope ? `?scope=${encodeURIComponent(scope)}` : ""}`;
  const { items } = await openDesk(kind).ask({ path }, z.object({ items: z.array(version) }));
  print(
    table(
      ["version", "scope", "from", "until"],
      items.map((one) => [one.policyVersionId, one.scope, one.effectiveFrom, one.effectiveUntil ?? ""]),
    ),
  );
};

const problems = z.object({
  publishable: z.boolean(),
  problems: z.array(
    z.object({
      severity: z.enum(["error", "warning"]),
      code: z.string(),
      path: z.string(),
      message: z.string(),
    }),
  ),
});

export type PublishFlags = {
  readonly scope: string;
  readonly effectiveFrom?: string;
  readonly check?: boolean;
};

/** Checks a rule, says what is wrong with it, and publishes it unless it has gaps or is only to be checked. */
export const publishPolicy = async (kind: string, file: string, flags: PublishFlags): Promise<void> => {
  const { scope, effectiveFrom, check = false } = flags;
  const desk = openDesk(kind);
  const body = readRule(file);
  await desk.requireScope(scope);
  const found = await desk.ask({ path: "/validate", method: "POST", body: { scope, body } }, problems);
  print(
    found.problems.map(({ severity, path, message }) => {
      const mark = severity === "error" ? red("✖") : yellow("•");
      return `${mark} ${message} ${dim(`(${path})`)}`;
    }),
  );
  if (!found.publishable) {
    process.exitCode = 1;
    return print([dim("Nothing was published.")]);
  }
  if (check) return print([`${green("✔")} It can be published. ${dim("Nothing was.")}`]);
  const draft = { scope, body, ...(effectiveFrom ? { effectiveFrom } : {}) };
  const published = await desk.ask({ path: "", method: "POST", body: draft }, version);
  print([
    `${green("✔")} ${published.policyVersionId} holds for ${published.scope} from ${published.effectiveFrom}`,
  ]);
};

const recalculation = z.object({
  tickets: z.int(),
  changed: z.int(),
  promises: z.int(),
  breaking: z.int(),
  skipped: z.int(),
  list: z.array(
    z.object({
      ticketId: z.string(),
      target: z.string(),
      fromDueAt: z.string(),
      dueAt: z.string(),
      breaks: z.boolean(),
    }),
  ),
});

export type RecalculateFlags = { readonly property: string; readonly apply?: boolean; readonly list: string };

/** Says what the rules in force would change on the open tickets of a property; with `apply`, changes it. */
export const recalculate = async ({ property, apply = false, list }: RecalculateFlags): Promise<void> => {
  const desk = openDesk("sla");
  await desk.requireScope(property);
  const body = { propertyId: property, dryRun: !apply, listed: Number(list) };
  const said = await desk.ask({ path: "/recalculate", method: "POST", body }, recalculation);
  print([
    ...(said.list.length === 0
      ? []
      : table(
          ["ticket", "promise", "due", "would be due", ""],
          said.list.map(({ ticketId, target, fromDueAt, dueAt, breaks }) => [
            ...[ticketId, target, fromDueAt, dueAt],
            breaks ? red("breaks at once") : "",
          ]),
        )),
    `${figure(said.tickets)} open tickets · ${figure(said.promises)} promises of ${figure(said.changed)} ${apply ? "made" : "would be made"} anew · ${figure(said.breaking)} break at once${said.skipped > 0 ? ` · ${figure(said.skipped)} changed meanwhile: ask again` : ""}`,
    ...(apply ? [] : [dim("Nothing was changed; --apply does it.")]),
  ]);
};

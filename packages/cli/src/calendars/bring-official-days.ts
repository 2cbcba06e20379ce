import { calendarBody } from "@shouwen/calendar/calendar-body";
import { type OfficialYear, withOfficialYears, yearsToBring } from "@shouwen/calendar/official-years";
import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";
import { dim, green, yellow } from "#bin/terminal.mjs";
import { bodyOf, type Call, createClient } from "../platform/http-client.ts";
import { runningStack } from "../platform/running-stack.ts";
import { readPapers } from "./read-papers.ts";

export type OfficialDaysFlags = {
  readonly property: string;
  readonly scope?: string;
  readonly effectiveFrom?: string;
  readonly dryRun?: boolean;
};

const published = z.object({ policyVersionId: z.string(), scope: z.string(), body: calendarBody });
const patienceMs = 30_000;

/** Puts announced years into the calendar that is in force for a property, and publishes it. Says what it did. */
export const bringOfficialDays = async (
  papers: readonly string[],
  { property, scope = property, effectiveFrom, dryRun = false }: OfficialDaysFlags,
): Promise<void> => {
  if (scope !== property && scope !== "group")
    throw new Problem(`There is no scope ${scope}`, { fix: "Leave it out, or say group." });
  const years = readPapers(papers);
  const { gateway, services, tokens } = runningStack();
  const client = createClient({ gateway, services, patienceMs, atOnce: 1 });
  const ask = async (about: Pick<Call, "path" | "method" | "body" | "key">) => {
    const call: Call = { service: "routing", token: tokens.admin ?? "", ...about };
    return published.parse(bodyOf(call, await client(call)));
  };
  const path = "/v1/policies/calendars";
  const now = await ask({ path: `${path}?propertyId=${encodeURIComponent(property)}` });
  const body = withOfficialYears(now.body, years);
  say(years.map(lineOf));
  if (dryRun) return say([dim(`Nothing was published; ${now.policyVersionId} stays in force.`)]);
  const draft = { scope, body, ...(effectiveFrom ? { effectiveFrom } : {}) };
  const next = await ask({ path, method: "POST", body: draft, key: crypto.randomUUID() });
  const missing = yearsToBring(next.body, new Date().toISOString());
  say([
    `${green("✔")} ${next.policyVersionId} follows ${now.policyVersionId}, for ${next.scope}`,
    ...missing.map((year) => `${yellow("•")} ${year} begins soon and is not announced: bring it when it is`),
  ]);
};

const lineOf = ({ year, days }: OfficialYear): string => {
  const off = days.filter(({ isOffDay }) => isOffDay).length;
  return days.length === 0
    ? `${year}  ${yellow("not announced yet")}`
    : `${year}  ${off} days off, ${days.length - off} make-up workdays`;
};

const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

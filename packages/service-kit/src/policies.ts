import type { Database } from "@shouwen/event-bus/database";
import { isDuplicateIn } from "@shouwen/event-bus/database";
import { keyReused } from "@shouwen/event-bus/key-reused";
import { rejection } from "@shouwen/event-bus/rejection";
import { maxRounds } from "@shouwen/event-bus/shell";
import type { z } from "zod";
import { cachePolicies } from "./policy-cache.ts";
import { policyRoutes } from "./policy-routes.ts";
import type { CheckRule, Policies, PolicyProblem, RuleSchema } from "./policy-rule.ts";
import { groupScope, type PolicyVersion } from "./policy-set.ts";
import {
  insertVersion,
  type PolicyDraft,
  type PolicyTable,
  type Publication,
  versionOfCommand,
  versionsAsTheyCome,
} from "./policy-store.ts";
import { sameJson } from "./same-json.ts";

export type { CheckRule, Policies, RuleSchema } from "./policy-rule.ts";
export type { PolicySet, PolicyVersion } from "./policy-set.ts";

const faulty = rejection(
  "policy.faulty",
  "unprocessable",
  "The rule has gaps or contradicts itself; nothing was published",
);
const busy = rejection("policy.changed_meanwhile", "conflict", "Others publish the same rule now; try again");

export type PolicyKind<Schema extends RuleSchema> = {
  readonly kind: string;
  readonly schema: Schema;
  readonly shipped: z.input<Schema>;
  readonly check?: CheckRule<z.output<Schema>>;
};

/**
 * Opens one kind of rule: its versions in the table `policy`, its address under `/v1/policies/<kind>`, and the default
 * that ships, which is in force wherever nothing was published (its name ends in `@0`).
 */
export const openPolicies = <Schema extends RuleSchema>(
  options: PolicyKind<Schema> & {
    database: Database;
    source: string;
    wake: () => void;
    now: () => string;
  },
): Policies<z.output<Schema>> => {
  type Body = z.output<Schema>;
  const table: PolicyTable = options;
  const shipped: PolicyVersion<Body> = {
    policyVersionId: `pol_${options.kind}_${groupScope}@0`,
    scope: groupScope,
    version: 0,
    effectiveFrom: "1970-01-01T00:00:00.000Z",
    effectiveUntil: null,
    body: options.schema.parse(options.shipped),
  };
  const readNew = versionsAsTheyCome<Body>(table);
  const { current, outdate } = cachePolicies({ ...options, shipped, readNew });
  const validate = async (body: unknown, scope: string) => {
    const parsed = options.schema.safeParse(body);
    if (parsed.success) return (await options.check?.(parsed.data, scope)) ?? [];
    return parsed.error.issues.map(({ path, message }) => problem("malformed", path.join("."), message));
  };
  const publish: Policies<Body>["publish"] = async (draft, publication) => {
    const problems = await validate(draft.body, draft.scope);
    if (problems.some(({ severity }) => severity === "error")) throw faulty({ problems });
    const body = options.schema.parse(draft.body);
    const version = await insertOnce(table, { ...draft, body }, publication);
    outdate();
    options.wake();
    return version;
  };
  const routes = policyRoutes({ ...options, current, validate, publish });
  return { current, validate, publish, routes };
};

/**
 * Two people who publish at one moment want the same number; the second one takes the next. The same command that comes
 * twice at one moment finds what it published.
 */
const insertOnce = async <Body extends Record<string, unknown>>(
  table: PolicyTable,
  draft: PolicyDraft<Body>,
  publication: Publication,
): Promise<PolicyVersion<Body>> => {
  for (let round = 1; round <= maxRounds; round++) {
    const made = publication.commandId && (await versionOfCommand<Body>(table, publication.commandId));
    if (made) return asDrafted(made, draft);
    try {
      return await insertVersion(table, draft, publication);
    } catch (error) {
      if (!isDuplicateIn(error, "policy")) throw error;
    }
  }
  throw busy();
};

/** What the command published before, which must be what it says now. */
const asDrafted = <Body>(made: PolicyVersion<Body>, draft: PolicyDraft<Body>): PolicyVersion<Body> => {
  const { scope, body } = draft;
  const effectiveFrom = draft.effectiveFrom ?? made.effectiveFrom;
  const isSame = made.scope === scope && sameJson(made.body, body);
  if (!isSame || Date.parse(made.effectiveFrom) !== Date.parse(effectiveFrom)) throw keyReused();
  return made;
};

/** An error in a rule. */
const problem = (code: string, path: string, message: string): PolicyProblem => ({
  severity: "error",
  code,
  path,
  message,
});

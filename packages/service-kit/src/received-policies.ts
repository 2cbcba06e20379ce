import type { DataOf } from "@shouwen/contracts/define-event";
import type { policyState } from "@shouwen/contracts/events/policy";
import type { Database } from "@shouwen/event-bus/database";
import type { z } from "zod";
import { cachePolicies } from "./policy-cache.ts";
import type { RuleSchema } from "./policy-rule.ts";
import { groupScope, type PolicySet, type PolicyVersion } from "./policy-set.ts";

type Published = DataOf<typeof policyState>;

/**
 * Rules that another service owns and publishes on `shouwen.policy_state`, as this one has heard them; where nothing
 * was published, what ships. Hear them with `kit.known(policyState)`. A body of a form that is not known here is left
 * out: the version before it counts.
 */
export const receivedPolicies = <Schema extends RuleSchema>(rule: {
  readonly kind: string;
  readonly schema: Schema;
  readonly shipped: z.input<Schema>;
  readonly database: Database;
}): (() => Promise<PolicySet<z.output<Schema>>>) => {
  type Body = z.output<Schema>;
  const { kind, schema, database } = rule;
  const shipped: PolicyVersion<Body> = {
    policyVersionId: `pol_${kind}_${groupScope}@0`,
    scope: groupScope,
    version: 0,
    effectiveFrom: "1970-01-01T00:00:00.000Z",
    effectiveUntil: null,
    body: schema.parse(rule.shipped),
  };
  const readNew = publishedElsewhere(database, kind);
  const { current } = cachePolicies<Body>({
    database,
    shipped,
    readNew: async () =>
      (await readNew()).flatMap((state): PolicyVersion<Body>[] => {
        const { policyVersionId, scope, version, effectiveFrom, effectiveUntil = null } = state;
        const { data: body } = schema.safeParse(state.body);
        return body ? [{ policyVersionId, scope, version, effectiveFrom, effectiveUntil, body }] : [];
      }),
  });
  return current;
};

/** Reads the versions of a kind that it has not returned before. Only their names are looked through each time. */
const publishedElsewhere = (database: Database, kind: string) => {
  const seen = new Set<string>();
  return async (): Promise<readonly Published[]> => {
    const { rows: named } = await database.query<{ id: string }>({
      name: "heard_policy_names",
      text: "select id from known_state where topic = 'shouwen.policy_state' and starts_with(id, $1)",
      values: [`pol_${kind}_`],
    });
    const ids = named.map(({ id }) => id).filter((id) => !seen.has(id));
    if (ids.length === 0) return [];
    const { rows } = await database.query<{ state: Published | null }>({
      name: "heard_policies",
      text: "select state from known_state where topic = 'shouwen.policy_state' and id = any($1)",
      values: [ids],
    });
    for (const id of ids) seen.add(id);
    return rows.flatMap(({ state }) => (state?.kind === kind ? [state] : []));
  };
};

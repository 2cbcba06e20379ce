import type { DataOf } from "@shouwen/contracts/define-event";
import type { policyState } from "@shouwen/contracts/events/policy";
import type { Database } from "@shouwen/event-bus/database";
import type { z } from "zod";
import { bookOf, groupScope, type PolicyBook, type PolicyVersion } from "./policy-book.ts";
import type { RuleSchema } from "./policy-rule.ts";
import { placesOf } from "./policy-store.ts";

type Published = DataOf<typeof policyState>;

const freshMs = 1_000;

/**
 * Rules that another service owns and publishes on `shouwen.policy_state`, as this one has heard them; where nothing
 * was published, what ships. Hear them with `kit.known(policyState)`. A body of a form that is not known here is left
 * out: the version before it counts.
 */
export const heardPolicies = <Schema extends RuleSchema>(rule: {
  readonly kind: string;
  readonly schema: Schema;
  readonly shipped: z.input<Schema>;
  readonly database: Database;
}): (() => Promise<PolicyBook<z.output<Schema>>>) => {
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
  const read = async (): Promise<PolicyBook<Body>> => {
    const { rows } = await database.query<{ state: Published }>({
      name: "heard_policies",
      text: `select state from known_state
             where topic = 'shouwen.policy_state' and state ->> 'kind' = $1`,
      values: [kind],
    });
    const heard = rows.flatMap(({ state }): PolicyVersion<Body>[] => {
      const { policyVersionId, scope, version, effectiveFrom, effectiveUntil = null } = state;
      const { data: body } = schema.safeParse(state.body);
      return body ? [{ policyVersionId, scope, version, effectiveFrom, effectiveUntil, body }] : [];
    });
    const places = heard.some(({ scope }) => scope.includes(":")) ? await placesOf(database) : new Map();
    return bookOf([...heard, shipped], (propertyId) => places.get(propertyId));
  };
  let kept: { readonly at: number; readonly book: Promise<PolicyBook<Body>> } | undefined;
  return () => {
    if (kept && Date.now() - kept.at < freshMs) return kept.book;
    const book = read();
    kept = { at: Date.now(), book };
    book.catch(() => {
      kept = undefined;
    });
    return book;
  };
};

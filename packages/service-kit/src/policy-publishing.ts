import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { personBehind } from "./auth.ts";
import { commandOf, idOfCommand } from "./decision.ts";
import type { CheckRule, Policies, RuleSchema } from "./policy-rule.ts";
import type { PolicySet } from "./policy-set.ts";
import { type PolicyTable, versionOfCommand } from "./policy-store.ts";

type Published<Schema extends RuleSchema> = Policies<z.output<Schema>>;

/** One kind of rule, as its routes need it. */
export type Served<Schema extends RuleSchema> = PolicyTable & {
  readonly schema: Schema;
  readonly now: () => string;
  readonly check?: CheckRule<z.output<Schema>>;
  readonly current: () => Promise<PolicySet<z.output<Schema>>>;
  readonly validate: Published<Schema>["validate"];
  readonly publish: Published<Schema>["publish"];
};

/** The name of a command that publishes, and what it published when it came before. */
export const publishing = async <Schema extends RuleSchema>(
  served: Served<Schema>,
  request: FastifyRequest,
) => {
  const commandId = idOfCommand("cmd", commandOf(request));
  const made = await versionOfCommand<z.output<Schema>>(served, commandId);
  return { made, publication: { by: personBehind(request).id, commandId } };
};

import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { personBehind } from "./auth.ts";
import { commandOf, idMadeBy } from "./decision.ts";
import type { PolicyBook } from "./policy-book.ts";
import type { CheckRule, Policies, RuleSchema } from "./policy-rule.ts";
import { type PolicyTable, versionMadeBy } from "./policy-store.ts";

type Published<Schema extends RuleSchema> = Policies<z.output<Schema>>;

/** One kind of rule, as its routes need it. */
export type Served<Schema extends RuleSchema> = PolicyTable & {
  readonly schema: Schema;
  readonly now: () => string;
  readonly check?: CheckRule<z.output<Schema>>;
  readonly book: () => Promise<PolicyBook<z.output<Schema>>>;
  readonly validate: Published<Schema>["validate"];
  readonly publish: Published<Schema>["publish"];
};

/** The name of a command that publishes, and what it published when it came before. */
export const publishing = async <Schema extends RuleSchema>(
  served: Served<Schema>,
  request: FastifyRequest,
) => {
  const madeBy = idMadeBy("cmd", commandOf(request));
  const made = await versionMadeBy<z.output<Schema>>(served, madeBy);
  return { made, publication: { by: personBehind(request).id, madeBy } };
};

import type { z } from "zod";
import type { Routes } from "./http.ts";
import type { PolicySet, PolicyVersion } from "./policy-set.ts";
import type { PolicyDraft, Publication } from "./policy-store.ts";

/** What a rule's body looks like. */
export type RuleSchema = z.ZodType<Record<string, unknown>>;

/** What is wrong with a rule as a whole, and where. An error keeps it from being published, a warning does not. */
export type PolicyProblem = {
  readonly severity: "error" | "warning";
  /** Stable: `gap`, `never_reached`, `unknown_team`… */
  readonly code: string;
  /** Leads to the place: `rules.3`. */
  readonly path: string;
  readonly message: string;
};

/** Finds gaps and contradictions of a rule that fits its schema. */
export type CheckRule<Body> = (
  body: Body,
  scope: string,
) => readonly PolicyProblem[] | Promise<readonly PolicyProblem[]>;

/** One kind of rule that this service owns as data. */
export type Policies<Body> = {
  current(): Promise<PolicySet<Body>>;
  /** What is wrong with a body: its form first, and if that is right its sense. */
  validate(body: unknown, scope: string): Promise<readonly PolicyProblem[]>;
  /**
   * Publishes a version and says so on `shouwen.policy_state`. Answers it, or the one that the same command published
   * before. Refuses one with errors in it.
   */
  publish(
    draft: PolicyDraft<Record<string, unknown>> & { readonly draftId?: string; readonly version?: number },
    publication: Publication,
  ): Promise<PolicyVersion<Body>>;
  readonly routes: Routes;
};

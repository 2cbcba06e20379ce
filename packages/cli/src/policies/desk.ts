import { readFileSync } from "node:fs";
import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";
import { bodyOf, createClient } from "../platform/http-client.ts";
import { runningStack } from "../platform/running-stack.ts";

/** Which service owns which kind of rule. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  routing: ["sla", "routing", "calendars", "escalation", "plans", "approvals", "remedy_limits", "categories"],
  intake: ["danger_words"],
  callbacks: ["callback"],
  messaging: ["messaging_rules", "quiet_hours"],
  scoring: ["score_pack"],
  profiles: ["customers"],
  workforce: ["shift_patterns", "duty", "cover", "hand_over", "checklists"],
};

const ownerOf = (kind: string): string => {
  const [owner] = Object.entries(kindsOf).find(([, kinds]) => kinds.includes(kind)) ?? [];
  if (owner) return owner;
  throw new Problem(`There is no rule ${kind}`, {
    fix: `There are: ${Object.values(kindsOf).flat().join(", ")}.`,
  });
};

export type Question = {
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
};

export type Desk = {
  ask<Answer>(question: Question, answer: z.ZodType<Answer>): Promise<Answer>;
  /** A scope that names a property must name one that there is: for any other the group's rules would hold. */
  requireScope(scope: string): Promise<void>;
};

const patienceMs = 60_000;

/** Asks the running platform about one kind of rule, as its admin. */
export const openDesk = (kind: string): Desk => {
  const { gateway, services, tokens } = runningStack();
  const service = ownerOf(kind);
  const client = createClient({ gateway, services, patienceMs, atOnce: 1 });
  const token = tokens.admin ?? "";
  return {
    requireScope: async (scope) => {
      if (!scope.startsWith("prp_")) return;
      const path = `/v1/properties/${encodeURIComponent(scope)}`;
      const { status } = await client({ service: "workforce", token, path });
      if (status === 404)
        throw new Problem(`There is no property ${scope}`, { fix: "GET /v1/properties lists them." });
    },
    ask: async ({ path, method = "GET", body }, answer) => {
      const call = {
        service,
        token,
        method,
        path: `/v1/policies/${kind}${path}`,
        ...(body === undefined ? {} : { body, key: crypto.randomUUID() }),
      };
      return answer.parse(bodyOf(call, await client(call)));
    },
  };
};

/** The body of a rule in a file: JSON, either the body itself or a published version as the API answers it. */
export const readRule = (file: string): Record<string, unknown> => {
  const parsed = z.record(z.string(), z.unknown()).safeParse(jsonIn(file));
  if (!parsed.success)
    throw new Problem(`${file} holds no rule`, { fix: "It is a JSON object, as `policies show` prints it." });
  const { body } = parsed.data;
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : parsed.data;
};

const jsonIn = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Problem(`${file} cannot be read as JSON`, {
      fix: "Begin with what `policies show` prints.",
      cause,
    });
  }
};

export const version = z.object({
  policyVersionId: z.string(),
  scope: z.string(),
  version: z.int(),
  effectiveFrom: z.string(),
  effectiveUntil: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
});

import { readFileSync } from "node:fs";
import { Problem } from "@shouwen/dev/problem";
import { z } from "zod";
import { bodyOf, createClient } from "../platform/http-client.ts";
import { runningStack } from "../platform/running-stack.ts";

/** Which service owns which kind of rule; asked for only where there is no gateway. */
const ownerOf: Readonly<Record<string, string>> = {
  danger_words: "intake",
  callback: "callbacks",
  messaging_rules: "messaging",
  quiet_hours: "messaging",
  score_pack: "scoring",
  shift_patterns: "workforce",
};

export type Question = {
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
};

export type Desk = { ask<Answer>(question: Question, answer: z.ZodType<Answer>): Promise<Answer> };

const patienceMs = 60_000;

/** Asks the running platform about one kind of rule, as its admin. */
export const openDesk = (kind: string): Desk => {
  const { gateway, services, tokens } = runningStack();
  const client = createClient({ gateway, services, patienceMs, atOnce: 1 });
  return {
    ask: async ({ path, method = "GET", body }, answer) => {
      const call = {
        service: ownerOf[kind] ?? "routing",
        ...{ token: tokens.admin ?? "", method, path: `/v1/policies/${kind}${path}` },
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

import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";
import { bodyOf, type Call, createClient } from "../platform/http-client.ts";
import { runningStack } from "../platform/running-stack.ts";

/** What one service answered: a problem document where `status` is 400 or more. */
export type ServiceAnswer = {
  readonly service: string;
  readonly status: number;
  readonly [field: string]: unknown;
};

/** A question about dead letters: to one service, or to all of them. */
export type Question = {
  readonly service: string | undefined;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
};

const answers = z.object({ services: z.array(z.looseObject({ service: z.string(), status: z.int() })) });

/** Without dead letters of its own. */
const GATEWAY = "gateway";

const askEach = async (
  services: Readonly<Record<string, string>>,
  { service, path, body }: Question,
  ask: (call: Pick<Call, "service" | "path" | "body">) => Promise<{ status: number; body: unknown }>,
): Promise<ServiceAnswer[]> => {
  const names = service ? [service] : Object.keys(services).filter((name) => name !== GATEWAY);
  return Promise.all(
    names.map(async (name) => {
      const answer = await ask({ service: name, path, ...(body ? { body } : {}) });
      return { ...(answer.body as object), service: name, status: answer.status };
    }),
  );
};

/** Asks as an admin: all services at once through the gateway, or each by itself where there is none. */
export const askServices = async (question: Question): Promise<readonly ServiceAnswer[]> => {
  const { gateway, services, tokens } = runningStack();
  const { service, path, body } = question;
  if (service !== undefined && !(service in services))
    throw new Problem(`No service ${service} runs`, {
      fix: `These do: ${Object.keys(services).join(", ")}.`,
    });
  const client = createClient({ gateway, services, patienceMs: 5_000, atOnce: 8 });
  const method = body ? "POST" : "GET";
  const token = tokens.admin ?? "";
  if (!gateway) return askEach(services, question, (call) => client({ ...call, method, token }));
  const only = service ? `${path.includes("?") ? "&" : "?"}service=${service}` : "";
  const call: Call = { service: GATEWAY, method, path: `${path}${only}`, token, ...(body ? { body } : {}) };
  return answers.parse(bodyOf(call, await client(call))).services;
};

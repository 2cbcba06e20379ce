import { dirname } from "node:path";
import { type Answer, createClient } from "@shouwen/cli/platform/http-client";
import { openTokens, type TokenFor } from "@shouwen/cli/platform/person-tokens";
import type { Person } from "@shouwen/cli/stack/issuer";
import { readStack, type Stack } from "@shouwen/cli/stack/stack-file";
import { type StateFolder, stateFolder } from "@shouwen/cli/stack/state-folder";

/** What a person of the demo group may ask. Every POST carries an Idempotency-Key of its own unless one is given. */
export type Someone = {
  readonly id: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  /** Sends a file, as `type`. */
  send(path: string, file: string, type: string): Promise<Answer>;
};

/** The running platform, as its customers, staff and neighbours reach it. */
export type Platform = {
  readonly stack: Stack;
  readonly folder: StateFolder;
  as(person: Person): Promise<Someone>;
};

const stackFile = async (): Promise<string> => {
  const { SHOUWEN_STACK, SHOUWEN_STACK_SERVER } = process.env;
  if (SHOUWEN_STACK) return SHOUWEN_STACK;
  const answer = await fetch(`${SHOUWEN_STACK_SERVER}/`);
  const text = await answer.text();
  if (answer.ok) return text;
  throw new Error(text);
};

const patienceMs = 15_000;

const someone = (stack: Stack, tokenFor: TokenFor) => {
  const client = createClient({ ...stack, patienceMs, atOnce: 8 });
  return async (person: Person): Promise<Someone> => {
    const token = await tokenFor(person);
    const service = "gateway";
    return {
      id: person.staffId,
      get: (path) => client({ service, path, token }),
      post: (path, body = {}, headers = {}) => {
        const key = headers["idempotency-key"] ?? crypto.randomUUID();
        return client({ service, method: "POST", path, token, body, headers, key });
      },
      put: (path, body) => client({ service, method: "PUT", path, token, body }),
      send: async (path, file, type) => {
        const headers = { authorization: `Bearer ${token}`, "content-type": type };
        const answer = await fetch(`${stack.gateway}${path}`, { method: "POST", headers, body: file });
        return { status: answer.status, body: await answer.json() };
      },
    };
  };
};

/** Waits for the platform of this test run, and reaches it through its gateway. */
export const openPlatform = async (): Promise<Platform> => {
  const file = await stackFile();
  const folder = stateFolder(dirname(file));
  const stack = readStack(folder);
  if (!stack) throw new Error(`${file} is no stack.json`);
  return { stack, folder, as: someone(stack, await openTokens(folder)) };
};

import { traceAttempts } from "../telemetry.ts";
import type { Forward } from "./forward.ts";

/** What a service answered to a question of our own. */
export type Told = { readonly status: number; readonly body: unknown };

/** Asks a service for JSON, for the person whose authorization is given. Throws `NoAnswer` when nobody answers. */
export type Ask = (question: {
  service: string;
  path: string;
  authorization?: string | undefined;
  method?: "GET" | "POST";
  body?: unknown;
}) => Promise<Told>;

/** Makes `Ask` of the way in which requests are forwarded. */
export const asker =
  (forward: Forward): Ask =>
  async ({ service, path, authorization, method = "GET", body }) => {
    const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      accept: "application/json",
      ...(sent ? { "content-type": "application/json" } : {}),
      ...(authorization ? { authorization } : {}),
    };
    const answer = await forward({ service, method, path, headers, body: sent }, traceAttempts(method));
    const bytes = Buffer.isBuffer(answer.body) ? answer.body : Buffer.concat(await answer.body.toArray());
    return { status: answer.status, body: parsed(bytes) };
  };

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
};

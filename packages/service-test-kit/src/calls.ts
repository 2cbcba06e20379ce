import type { Bearer } from "@shouwen/test-kit/tokens";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers };

export type Call = {
  /** Who calls; left out: whoever the test named as `somebody`, or nobody. */
  readonly as?: Bearer;
  /** POST where something is sent, GET otherwise. */
  readonly method?: string;
  readonly body?: unknown;
  /** Sent as it is, in place of a JSON body. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** The idempotency key. */
  readonly key?: string;
  /** Which replica is asked; the first is 0. */
  readonly replica?: number;
};

const requestOf = (call: Call, authorization: string | undefined): RequestInit => {
  const sent = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  const headers = {
    authorization,
    "content-type": call.body === undefined ? undefined : "application/json",
    "idempotency-key": call.key,
  };
  const set = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return {
    method: call.method ?? (sent === undefined ? "GET" : "POST"),
    headers: { ...Object.fromEntries(set), ...call.headers },
    body: typeof sent === "string" || sent === undefined ? (sent ?? null) : new Uint8Array(sent),
  };
};

/** Calls a service over HTTP. A body that is JSON is parsed; one that is empty is undefined. */
export const send = async (url: string, call: Call, authorization: string | undefined): Promise<Answer> => {
  const response = await fetch(url, requestOf(call, authorization));
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const body = isJson && text ? JSON.parse(text) : text || undefined;
  return { status: response.status, body, headers: response.headers };
};

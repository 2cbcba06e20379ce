import { request } from "undici";
import { z } from "zod";
import type { Answer } from "../domain/send-message.ts";
import type { Provider } from "./provider.ts";

const accepted = z.object({ providerId: z.string().min(1).max(200) });

/** The connection was never made, so nothing was handed over. */
const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Answers that say "not now". 502 and 504 are not among them: they come from somebody in between, who cannot know. */
const notNow = new Set([429, 500, 503]);

/**
 * Hands SMS to a provider over HTTP. Each message has a connection of its own: a kept one that the other side closes
 * at the wrong moment would leave us not knowing.
 */
export const createSmsProvider = (options: {
  url: string;
  timeoutMs: number;
  callbackUrlOf: (messageId: string) => string;
}): Provider => ({
  name: "sms",
  send: async ({ messageId, to, text }) => {
    const body = { clientRef: messageId, to, text, callbackUrl: options.callbackUrlOf(messageId) };
    try {
      const answer = await request(new URL("messages", withSlash(options.url)), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        reset: true,
        signal: AbortSignal.timeout(options.timeoutMs),
      });
      return await meaningOf(answer.statusCode, () => answer.body.json());
    } catch (error) {
      return neverConnected.has(codeOf(error))
        ? { kind: "not_taken", reason: codeOf(error) }
        : { kind: "unknown" };
    }
  },
});

const withSlash = (url: string): string => (url.endsWith("/") ? url : `${url}/`);

const meaningOf = async (status: number, readBody: () => Promise<unknown>): Promise<Answer> => {
  if (status >= 200 && status < 300) {
    const body = accepted.safeParse(await readBody().catch(() => undefined));
    return { kind: "taken", providerRef: body.success ? body.data.providerId : null };
  }
  if (notNow.has(status)) return { kind: "not_taken", reason: `http_${status}` };
  return status >= 400 && status < 500 ? { kind: "refused", reason: `http_${status}` } : { kind: "unknown" };
};

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
};

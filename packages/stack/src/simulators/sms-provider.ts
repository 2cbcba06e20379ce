import { setTimeout as delay } from "node:timers/promises";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { z } from "zod";
import { answerThisMachineOnly } from "../machine/this-machine-only.ts";
import { seededRandom } from "../seeded-random.ts";
import { createSmsLog, type SmsLog } from "./sms-log.ts";

/** How the provider behaves. Changed while it runs by `POST /control`. */
const behaviour = z.strictObject({
  mode: z
    .enum(["ok", "error500", "timeout_after_accept", "slow", "double_receipt", "receipt_before_answer"])
    .describe("timeout_after_accept: takes the message and never answers"),
  modeRate: z
    .number()
    .min(0)
    .max(1)
    .describe("The part of the messages that the mode applies to; the rest is ok"),
  failRate: z.number().min(0).max(1).describe("The part of the accepted messages that end as failed"),
  delayMs: z.int().min(0).max(600_000).describe("Before a receipt; in mode slow before the answer as well"),
  seed: z.int().describe("Begins the random numbers anew"),
});

/** What `POST /control` sets; what is left out stays as it is. */
export type SmsBehaviour = z.infer<typeof behaviour>;

const normal: SmsBehaviour = { mode: "ok", modeRate: 1, failRate: 0, delayMs: 200, seed: 1 };

const incoming = z.strictObject({
  clientRef: z.string().min(1).max(200),
  to: z.string().min(1).max(40),
  text: z.string().min(1).max(5_000),
  callbackUrl: z.url().optional(),
});
type Incoming = z.infer<typeof incoming>;

/** What is sent to `callbackUrl`. `at` is ISO 8601. */
export type Receipt = { providerId: string; clientRef: string; status: "delivered" | "failed"; at: string };

const RECEIPT_TRIES_MS = [0, 500, 1_000, 2_000, 4_000, 8_000];
const NEVER_ANSWERS_MS = 120_000;

/** A real provider insists as well: until somebody takes the receipt, or for a quarter of a minute. */
const postReceipt = async (url: string, receipt: Receipt): Promise<void> => {
  for (const waitMs of RECEIPT_TRIES_MS) {
    await delay(waitMs, undefined, { ref: false });
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(receipt),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
  }
};

type Provider = { now: SmsBehaviour; random: () => number; log: SmsLog };

const sendReceipt = async (
  { now, random, log }: Provider,
  providerId: string,
  message: Incoming,
): Promise<void> => {
  const status = random() < now.failRate ? "failed" : "delivered";
  await delay(now.delayMs, undefined, { ref: false });
  log.settle(providerId, status);
  if (!message.callbackUrl) return;
  const { clientRef } = message;
  await postReceipt(message.callbackUrl, { providerId, clientRef, status, at: new Date().toISOString() });
};

const take = async (provider: Provider, message: Incoming, reply: FastifyReply): Promise<FastifyReply> => {
  const { now, random, log } = provider;
  const mode = random() < now.modeRate ? now.mode : "ok";
  if (mode === "error500") return reply.code(500).send({ error: "The provider has a bad day" });

  const providerId = log.accept(message);
  const receipt = sendReceipt(provider, providerId, message);
  if (mode === "double_receipt") void receipt.then(() => sendReceipt(provider, providerId, message));
  if (mode === "receipt_before_answer") await receipt;
  if (mode === "slow") await delay(now.delayMs, undefined, { ref: false });
  if (mode === "timeout_after_accept") {
    await delay(NEVER_ANSWERS_MS, undefined, { ref: false });
    reply.raw.destroy();
    return reply.hijack();
  }
  return reply.code(202).send({ providerId });
};

const addRoutes = (app: FastifyInstance, provider: Provider): void => {
  app.post("/messages", (request, reply) => {
    const body = incoming.safeParse(request.body);
    return body.success
      ? take(provider, body.data, reply)
      : reply.code(400).send({ error: z.prettifyError(body.error) });
  });
  app.post<{ Body: Partial<SmsBehaviour> }>("/control", ({ body }, reply) => {
    const wanted = behaviour.safeParse({ ...provider.now, ...body });
    if (!wanted.success) return reply.code(400).send({ error: z.prettifyError(wanted.error) });
    provider.now = wanted.data;
    if (body.seed !== undefined) provider.random = seededRandom(body.seed);
    return provider.now;
  });
  app.get("/control", () => provider.now);
  app.get<{ Querystring: { clientRef?: string; to?: string; limit?: string } }>("/messages", ({ query }) => {
    const { limit, ...filter } = query;
    return provider.log.list(filter, Math.min(Number(limit ?? 1_000), 200_000));
  });
  app.get("/messages/count", () => provider.log.counts());
  app.delete("/messages", (_, reply) => {
    provider.log.clear();
    return reply.code(204).send();
  });
};

/** A running simulator. */
export type SmsProvider = { url: string; close: () => Promise<void> };

/**
 * Simulates an SMS provider: takes messages over HTTP, sends delivery receipts, and misbehaves when told to. It
 * does not recognise a repeated `clientRef`, as many real ones do not: every acceptance is one message to a person.
 */
export const startSmsProvider = async ({
  port,
  host = "127.0.0.1",
}: {
  port: number;
  host?: string;
}): Promise<SmsProvider> => {
  const app = Fastify({ forceCloseConnections: true });
  if (host === "127.0.0.1") answerThisMachineOnly(app); // in a container it has the name of one
  addRoutes(app, { now: normal, random: seededRandom(normal.seed), log: createSmsLog() });
  const url = await app.listen({ port, host });
  return { url, close: () => app.close() };
};

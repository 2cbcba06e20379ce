import type { Scene } from "./rows/row.ts";

/** Asks the gateway again and again, each question once: what a customer without patience would see. */
export type Probe = {
  /** How often each status was answered; `none` where nobody answered. */
  counts(): Readonly<Record<string, number>>;
  /** The first answers that were no 202, in full. */
  readonly refused: readonly string[];
  stop(): Promise<void>;
};

const probeEveryMs = 200;
const answerWithinMs = 30_000;

const body = JSON.stringify({
  propertyId: "prp_lakeside",
  channel: "phone",
  kind: "inquiry",
  category: "front_office/information",
  words: "几点可以退房？",
  contact: { text: "13800138000" },
});

/** What is taken is journaled: it must have its ticket in the end. */
export const startProbe = ({ environment, journal }: Pick<Scene, "environment" | "journal">): Probe => {
  const refused: string[] = [];
  const counts: Record<string, number> = {};
  const asked: Promise<void>[] = [];
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const ask = async (): Promise<void> => {
    const headers = {
      authorization: `Bearer ${environment.stack.tokens.agent}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    };
    const signal = AbortSignal.timeout(answerWithinMs);
    const answer = await fetch(`${environment.stack.gateway}/v1/requests`, {
      method: "POST",
      headers,
      body,
      signal,
    });
    count(String(answer.status));
    if (answer.status !== 202) {
      refused.push(`${answer.status} ${await answer.text()}`);
      return;
    }
    const { requestId, ticketId } = (await answer.json()) as { requestId: string; ticketId: string };
    journal.write({ requestId, ticketId, idle: true });
  };
  const timer = setInterval(() => {
    asked.push(
      ask().catch((error: Error) => {
        count("none");
        refused.push(error.message);
      }),
    );
  }, probeEveryMs);
  return {
    refused,
    counts: () => counts,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(asked);
    },
  };
};

/** `202 × 41, 503 × 12`, for the result. */
export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([status, times]) => `${status} × ${times}`)
    .join(", ");

import { setTimeout as delay } from "node:timers/promises";
import { type People, selfService } from "./people.ts";
import type { Plan } from "./plan.ts";

/** What the embedded stack's messaging believes its provider by; an operator sets another. */
const providerSecret = (): string => process.env.PROVIDER_SECRET ?? "embedded-stack-only-provider-secret";

/** From the first message to the customer's answer to it. */
const readsAfterMs = 2_000;

/** A customer who wants no more messages writes one word back, which the provider brings us. */
export const optOut = async (people: People, run: string, plan: Plan): Promise<void> => {
  const text = plan.optsOutWith;
  const from = plan.customer.contact?.text;
  if (text === null || from === undefined) return;
  await delay(readsAfterMs);
  await people.ask(selfService, {
    service: "messaging",
    method: "POST",
    path: "/v1/inbound/sms",
    headers: { "x-provider-key": providerSecret() },
    body: { inboundId: `${run}-${plan.number}`, from, text },
    key: `${run}-${plan.number}`,
  });
};

/** So many of a hundred text messages do not arrive: telephones are off, numbers have been given up. */
const failRate = 0.02;

/**
 * Lets the SMS simulator lose some messages, as the world does, until the returned function is called. A provider that
 * is no simulator is left alone.
 */
export const loseSomeMessages = async (simulator: string, seed: number): Promise<() => Promise<void>> => {
  const control = async (
    behaviour: Record<string, unknown>,
  ): Promise<Record<string, unknown> | undefined> => {
    const answer = await fetch(`${simulator}/control`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(behaviour),
    }).catch(() => undefined);
    return answer?.ok ? ((await answer.json()) as Record<string, unknown>) : undefined;
  };
  const before = await control({});
  await control({ failRate, seed });
  return async () => {
    if (before) await control(before);
  };
};

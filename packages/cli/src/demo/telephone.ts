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

type Behaviour = Record<string, unknown>;

/** What the simulator does from now on; undefined where there is none. */
const control = async (simulator: string, behaviour: Behaviour): Promise<Behaviour | undefined> => {
  const answer = await fetch(`${simulator}/control`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(behaviour),
  }).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as Behaviour) : undefined;
};

const interruptedCode = 130;

/**
 * Does something while the SMS simulator loses some messages, as the world does. Afterwards, and after a Ctrl-C, it
 * behaves as it did before.
 */
export const whileMessagesGetLost = async <Result>(
  simulator: string,
  seed: number,
  work: () => Promise<Result>,
): Promise<Result> => {
  const before = await control(simulator, {});
  const restore = () => control(simulator, before ?? {});
  const onInterrupt = () => void restore().finally(() => process.exit(interruptedCode));
  process.once("SIGINT", onInterrupt);
  await control(simulator, { failRate, seed });
  try {
    return await work();
  } finally {
    process.off("SIGINT", onInterrupt);
    await restore();
  }
};

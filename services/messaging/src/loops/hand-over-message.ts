import { type AggregateStore, apply, pendingFor } from "@shouwen/event-bus/aggregate-store";
import { pass } from "@shouwen/event-bus/failpoint";
import { traceDelayed } from "@shouwen/event-bus/tracing";
import type { Message, MessageState } from "../domain/message.ts";
import { type Answer, type Prepared, recordAnswer } from "../domain/send-message.ts";
import type { Outgoing, Provider } from "../providers/provider.ts";
import { attribute, providerCalls } from "../telemetry.ts";

/** A message that is ours to send: its claim is saved. */
export type Claim = {
  readonly message: Message;
  readonly prepared: Prepared;
  readonly provider: Provider;
};

/** What handing over works with. */
export type HandingOver = {
  readonly messages: AggregateStore<MessageState>;
  /** Uses of texts that pass opt-outs are written down before they go out. */
  auditCritical(message: Message): Promise<void>;
  maxTries(propertyId: string, now: string): Promise<number>;
  readonly timeoutMs: number;
};

/** After this nobody waits for an answer any more: the provider's time, and some for saving. */
export const waitFor = (timeoutMs: number): number => timeoutMs + Math.max(2_000, timeoutMs / 2);

/** Hands one message to its provider and saves how that ended. The claim is saved before this is called. */
export const handOver = (sending: HandingOver, claimed: Claim): Promise<void> => {
  const { message, provider } = claimed;
  const attributes = {
    [attribute.messageId]: message.messageId,
    [attribute.channel]: message.channel,
    [attribute.purpose]: message.purpose,
    ...(message.ticketId === null ? {} : { [attribute.ticketId]: message.ticketId }),
  };
  return traceDelayed({ name: `send ${provider.name}`, origin: message.origin, attributes }, async () => {
    const answer = await call(sending, claimed);
    providerCalls.add(1, { [attribute.channel]: message.channel, [attribute.outcome]: answer.kind });
    await keepAnswer(sending, message, answer);
  });
};

const call = async (sending: HandingOver, { message, prepared, provider }: Claim): Promise<Answer> => {
  const { to, words, from } = prepared;
  if (to === undefined || words === null) return { kind: "refused", reason: "nothing_to_send" };
  if (message.class === "critical") {
    const audited = await sending.auditCritical(message).then(
      () => true,
      () => false,
    );
    if (!audited) return { kind: "not_taken", reason: "not_audited" };
  }
  const outgoing: Outgoing = {
    messageId: message.messageId,
    to,
    from,
    subject: words.subject,
    text: words.text,
  };
  pass("claimed");
  const answer = await provider.send(outgoing);
  pass("provider_called");
  return answer;
};

const pauseMs = 300;

/** Saves what the provider said, again and again while the database is away; once nobody waits, the clock decides. */
const keepAnswer = async (sending: HandingOver, message: Message, answer: Answer): Promise<void> => {
  const giveUpAt = Date.now() + waitFor(sending.timeoutMs);
  for (;;) {
    try {
      if (await saveAnswer(sending, message, answer)) return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
};

/** Answers false when the message changed meanwhile: a receipt came first, and it is decided anew. */
const saveAnswer = async (
  sending: HandingOver,
  { messageId, attempt }: Message,
  answer: Answer,
): Promise<boolean> => {
  const { things, now } = await sending.messages.read([messageId]);
  const loaded = things.get(messageId);
  if (!loaded || loaded.state.status === "none" || !attempt) return true;
  const { propertyId, correlationId } = loaded.state;
  const maxTries = await sending.maxTries(propertyId, now);
  const facts = recordAnswer({ attemptId: attempt.attemptId, answer, maxTries }, loaded.state, now);
  const pending = pendingFor<MessageState>(messageId, loaded);
  apply(sending.messages.definition, pending, { facts, cause: { actor: null, correlationId } });
  return facts.length === 0 || (await sending.messages.save([pending], now)).has(messageId);
};

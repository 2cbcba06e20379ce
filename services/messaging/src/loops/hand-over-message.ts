import { pass } from "@shouwen/event-bus/failpoint";
import { currentTrace, traceDelayed } from "@shouwen/event-bus/tracing";
import type { GroupCommit } from "@shouwen/service-kit/group-commit";
import type { Message } from "../domain/message.ts";
import type { Answer, Prepared } from "../domain/send-message.ts";
import type { Outgoing, Provider } from "../providers/provider.ts";
import { attribute, providerCalls } from "../telemetry.ts";
import type { Answered } from "./save-answers.ts";

/** A message that is ours to send: its claim is saved. */
export type Claim = {
  readonly message: Message;
  readonly prepared: Prepared;
  readonly provider: Provider;
};

/** What handing over works with. */
export type HandingOver = {
  /** Uses of texts that pass opt-outs are written down before they go out. */
  auditCritical(message: Message): Promise<void>;
  /** Saves what a provider said; false when it must be decided anew. */
  readonly answers: GroupCommit<Answered, boolean>;
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
  const giveUpAt = performance.now() + waitFor(sending.timeoutMs);
  for (;;) {
    try {
      if (await sending.answers.submit({ message, answer, trace: currentTrace() })) return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
};

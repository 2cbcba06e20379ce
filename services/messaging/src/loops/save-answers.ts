import type { Fact } from "@shouwen/contracts/define-event";
import {
  type AggregateStore,
  apply,
  type Loaded,
  type Pending,
  pendingFor,
} from "@shouwen/event-bus/aggregate-store";
import { inContext, type TraceContext } from "@shouwen/event-bus/tracing";
import { type GroupCommit, groupCommit } from "@shouwen/service-kit/group-commit";
import type { Message, MessageState } from "../domain/message.ts";
import { type Answer, recordAnswer } from "../domain/send-message.ts";

/** What a provider said about one attempt, and the trace of the call. */
export type Answered = { readonly message: Message; readonly answer: Answer; readonly trace: TraceContext };

type Keeping = {
  readonly messages: AggregateStore<MessageState>;
  maxTries(propertyId: string, now: string): Promise<number>;
};

/**
 * Saves answers, those that come while a save is under way together: one by one they were a fifth of what messaging
 * asked of its database. Answers false for a message that changed meanwhile: a receipt came first, and it is decided
 * anew.
 */
export const saveAnswers = (keeping: Keeping): GroupCommit<Answered, boolean> =>
  groupCommit({ inFlight: 1, commit: (answers) => saveTogether(keeping, answers) });

const saveTogether = async (
  { messages, maxTries }: Keeping,
  answers: readonly Answered[],
): Promise<{ answer: boolean }[]> => {
  const { things, now } = await messages.read(answers.map(({ message }) => message.messageId));
  const pending = new Map<string, Pending<MessageState>>();
  const settled = new Map<Answered, boolean>();
  for (const answered of answers) {
    const { messageId, propertyId } = answered.message;
    const loaded = things.get(messageId);
    if (!loaded || pending.has(messageId)) settled.set(answered, !loaded);
    else {
      const facts = factsOf(answered, {
        state: loaded.state,
        maxTries: await maxTries(propertyId, now),
        now,
      });
      if (facts.length === 0) settled.set(answered, true);
      else pending.set(messageId, pendingOf(messages, loaded, { answered, facts }));
    }
  }
  const saved = await messages.save([...pending.values()], now);
  return answers.map((answered) => ({
    answer: settled.get(answered) ?? saved.has(answered.message.messageId),
  }));
};

const factsOf = (
  { message: { attempt }, answer }: Answered,
  { state, maxTries, now }: { state: MessageState; maxTries: number; now: string },
): readonly Fact[] =>
  attempt ? recordAnswer({ attemptId: attempt.attemptId, answer, maxTries }, state, now) : [];

const pendingOf = (
  { definition }: AggregateStore<MessageState>,
  loaded: Loaded<MessageState>,
  { answered, facts }: { answered: Answered; facts: readonly Fact[] },
): Pending<MessageState> => {
  const { messageId, correlationId } = answered.message;
  const pending = pendingFor(messageId, loaded);
  inContext(answered.trace, () =>
    apply(definition, pending, { facts, cause: { actor: null, correlationId } }),
  );
  return pending;
};

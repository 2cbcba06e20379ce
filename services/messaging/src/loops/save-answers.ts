import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { decideMany } from "@shouwen/event-bus/shell";
import type { TraceContext } from "@shouwen/event-bus/tracing";
import { type GroupCommit, groupCommit } from "@shouwen/service-kit/group-commit";
import type { Message, MessageFact, MessageState } from "../domain/message.ts";
import { type Answer, recordAnswer } from "../domain/send-message.ts";

/** What a provider said about one attempt, and the trace of the call. */
export type Answered = { readonly message: Message; readonly answer: Answer; readonly trace: TraceContext };

type Keeping = {
  readonly messages: AggregateStore<MessageState, MessageFact>;
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
  const firstOf = new Map(answers.toReversed().map((answered) => [answered.message.messageId, answered]));
  const { lost } = await decideMany(messages, [...firstOf.keys()], {
    by: "save answers",
    rounds: 1,
    context: async (_things, now) => {
      const properties = new Set(answers.map(({ message }) => message.propertyId));
      const tries = [...properties].map(async (id) => [id, await maxTries(id, now)] as const);
      return new Map(await Promise.all(tries));
    },
    decide: ({ id, state }, { now, context }) => {
      const answered = firstOf.get(id);
      if (!answered) return undefined;
      const { correlationId, propertyId } = answered.message;
      return {
        facts: factsOf(answered, { state, maxTries: context.get(propertyId) ?? 0, now }),
        cause: { actor: null, correlationId },
        trace: answered.trace,
      };
    },
  });
  return answers.map((answered) => {
    const { messageId } = answered.message;
    return { answer: firstOf.get(messageId) === answered && !lost.includes(messageId) };
  });
};

const factsOf = (
  { message: { attempt }, answer }: Answered,
  { state, maxTries, now }: { state: MessageState; maxTries: number; now: string },
): readonly MessageFact[] =>
  attempt ? recordAnswer({ attemptId: attempt.attemptId, answer, maxTries }, state, now) : [];

import type { Dispatch } from "./dispatcher.ts";
import type { Message } from "./message.ts";

type Waiting = {
  readonly messages: readonly Message[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Lets what several partitions hand in at one time go together, as group commit does for requests: while `inFlight`
 * dispatches are under way the others wait, and the next takes all that wait of one topic, up to `most` messages. A
 * quiet service handles each message at once; a busy one pays the statements of a dispatch once for many. A key lives in
 * one partition, which hands in its next messages only when these are done, so order is kept.
 */
export const groupDispatch = (
  dispatch: Dispatch,
  { inFlight = 3, most = 100 }: { inFlight?: number; most?: number } = {},
): Dispatch => {
  let waiting: Waiting[] = [];
  let running = 0;

  const takeGroup = (): Waiting[] => {
    const topic = waiting[0]?.messages[0]?.topic;
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    let count = 0;
    for (const one of waiting) {
      const fits = one.messages[0]?.topic === topic && (count === 0 || count + one.messages.length <= most);
      if (fits) count += one.messages.length;
      (fits ? group : left).push(one);
    }
    waiting = left;
    return group;
  };

  const run = async (group: readonly Waiting[]): Promise<void> => {
    try {
      await dispatch(group.flatMap(({ messages }) => messages));
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      running -= 1;
      startNext();
    }
  };

  const startNext = (): void => {
    while (running < inFlight && waiting.length > 0) {
      running += 1;
      void run(takeGroup());
    }
  };

  return (messages) => {
    if (messages.length === 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ messages, resolve, reject });
    if (running < inFlight) setImmediate(startNext);
    return promise;
  };
};

import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { sessionEnded } from "@shouwen/contracts/events/session";
import type { Message } from "@shouwen/event-bus/message";

/**
 * The sessions that were ended before their time, at this gateway or at another. Until all of them have been heard, a
 * session from before this gateway started counts as ended: it could be, and a copy of its cookie would open everything.
 */
export type EndedSessions = {
  has(session: { readonly id: string; readonly beganAt: number }): boolean;
  /** Asked until it says once that everything has been heard that was ended before this gateway started. */
  follow(heardAll: () => boolean): void;
  isComplete(): boolean;
  /** Ends one: here at once, and at every other gateway as soon as it has heard. */
  end(sessionId: string, lastsUntil: number): void;
  hear(message: Message): void;
};

const forgetAbove = 10_000;

/**
 * Remembers each for as long as its cookie could be shown. `say` tells the other gateways. Not an lru-cache: one that is
 * full forgets what still counts, and a session that was ended would live again.
 */
export const endedSessions = (say: (fact: Fact) => void): EndedSessions => {
  const ended = new Map<string, number>();
  const startedAt = Date.now();
  let hasHeardAll = () => false;
  let complete = false;
  const isComplete = () => {
    complete ||= hasHeardAll();
    return complete;
  };
  const remember = (sessionId: string, lastsUntil: number) => {
    if (ended.size >= forgetAbove) forgetPast(ended);
    if (lastsUntil > Date.now()) ended.set(sessionId, lastsUntil);
  };
  return {
    has: ({ id, beganAt }) => ended.has(id) || (beganAt < startedAt && !isComplete()),
    follow: (heardAll) => {
      hasHeardAll = heardAll;
    },
    isComplete,
    end: (sessionId, lastsUntil) => {
      remember(sessionId, lastsUntil);
      const moments = { at: new Date().toISOString(), lastsUntil: new Date(lastsUntil).toISOString() };
      say(sessionEnded.of({ sessionId, ...moments }));
    },
    hear: ({ envelope, data }) => {
      if (envelope.type !== sessionEnded.type || data === null) return;
      const { sessionId, lastsUntil } = data as DataOf<typeof sessionEnded>;
      remember(sessionId, Date.parse(lastsUntil));
    },
  };
};

const forgetPast = (ended: Map<string, number>): void => {
  const now = Date.now();
  for (const [sessionId, lastsUntil] of ended) if (lastsUntil <= now) ended.delete(sessionId);
};

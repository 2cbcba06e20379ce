import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { sessionEnded } from "@shouwen/contracts/events/session";
import type { Message } from "@shouwen/event-bus/message";

/** The sessions that were ended before their time, at this gateway or at another. */
export type EndedSessions = {
  has(sessionId: string): boolean;
  /** Ends one: here at once, and at every other gateway as soon as it has heard. */
  end(sessionId: string, lastsUntil: number): void;
  hear(message: Message): void;
};

const forgetAbove = 10_000;

/** Remembers each for as long as its cookie could be shown. `say` tells the other gateways. */
export const endedSessions = (say: (fact: Fact) => void): EndedSessions => {
  const ended = new Map<string, number>();
  const remember = (sessionId: string, lastsUntil: number) => {
    if (ended.size >= forgetAbove) forgetPast(ended);
    if (lastsUntil > Date.now()) ended.set(sessionId, lastsUntil);
  };
  return {
    has: (sessionId) => ended.has(sessionId),
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

import { callbackCompleted } from "@shouwen/contracts/events/callback";
import { slaTargetBreached, slaTargetMet } from "@shouwen/contracts/events/ticket";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Consumer, Message } from "@shouwen/event-bus/message";
import { reaction } from "@shouwen/event-bus/reaction";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { Account, AccountFact } from "../domain/account.ts";
import { accountOf, type ScoredEvent, scoreEvent } from "../domain/score-event.ts";
import { type ScorePack, type Subject, subjects } from "../domain/score-pack.ts";
import { createTurns } from "./turns.ts";

type Sources = {
  readonly accounts: AggregateStore<Account, AccountFact>;
  packs(): Promise<PolicySet<ScorePack>>;
};

/**
 * Scores what happens. One event may be worth something to several subjects, so each kind of subject has a consumer
 * with an inbox of its own, which decides about one account. The pack is the one that was in force when it happened.
 */
export const scoreOnEvent = (sources: Sources): Consumer[] => {
  const inTurn = createTurns();
  return subjects.map((subject) => {
    const consumer = scoreSubject(subject, sources);
    // Many tickets meet in one account: side by side they would only reach for it in vain.
    return {
      ...consumer,
      handle: (messages) => inTurn(accountsOf(subject, messages), () => consumer.handle(messages)),
    };
  });
};

const scoreSubject = (subject: Subject, { accounts, packs }: Sources): Consumer =>
  reaction({
    name: `score-${subject}`,
    on: [slaTargetMet, slaTargetBreached, callbackCompleted],
    store: accounts,
    target: (heard) => accountOf(subject, heard),
    context: packs,
    decide: (heard, _account, { context, now }) => {
      const pack = context.inForce(heard.data.propertyId, heard.data.at);
      return scoreEvent(heard, { subject, pack }, now);
    },
  });

const accountsOf = (subject: Subject, messages: readonly Message[]): string[] => [
  ...new Set(messages.flatMap(({ data }) => accountOf(subject, { data: data as ScoredEvent["data"] }) ?? [])),
];

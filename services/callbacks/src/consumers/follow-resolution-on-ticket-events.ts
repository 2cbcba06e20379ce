import {
  ticketCancelled,
  ticketClosed,
  ticketReopened,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { type Consumer, type Message, NotYet } from "@shouwen/event-bus/message";
import { reaction } from "@shouwen/event-bus/reaction";
import type { Callback, CallbackFact } from "../domain/callback.ts";
import { withdrawCallback } from "../domain/end-callback.ts";
import { callbackIdOf, scheduleCallback } from "../domain/schedule-callback.ts";
import type { Terms } from "../domain/terms.ts";

type Sources = {
  readonly callbacks: AggregateStore<Callback, CallbackFact>;
  inForce(propertyIds: Iterable<string>): Promise<(propertyId: string, now: string) => Terms | undefined>;
  /** The latest resolution of each ticket about which there is a callback. */
  latestResolutions(ticketIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
};

/**
 * A resolution makes a callback; when the ticket is reopened, closed or cancelled before the call, there is nothing
 * to ask any more. One consumer for both, so that they are decided in the order in which they were said.
 */
export const followResolutionOnTicketEvents = (sources: Sources): Consumer => ({
  ...following(sources, new Map()),
  handle: async (messages) => {
    const latest = await sources.latestResolutions([...new Set(messages.map(({ key }) => key))]);
    return following(sources, callbacksOf(messages, latest)).handle(messages);
  },
});

const following = ({ callbacks, inForce }: Sources, callbackIds: ReadonlyMap<string, string>): Consumer =>
  reaction({
    name: "follow-resolution-on-ticket-events",
    on: [ticketResolved, ticketReopened, ticketClosed, ticketCancelled],
    store: callbacks,
    target: ({ eventId }) => callbackIds.get(eventId),
    context: (heard) => inForce(heard.map(({ data }) => data.propertyId)),
    decide: (heard, state, { context, now }) => {
      if (heard.type !== "ticket.resolved.v1") return withdrawCallback(state, now);
      if (heard.data.mode === "history") return [];
      const terms = context(heard.data.propertyId, now);
      if (!terms) throw new NotYet("the property of the ticket");
      return scheduleCallback(heard.data, state, { terms, now });
    },
  });

/** Which callback each event is about. Only `resolved` names its resolution; the others are about the latest. */
const callbacksOf = (
  messages: readonly Message[],
  latest: ReadonlyMap<string, number>,
): Map<string, string> => {
  const resolutions = new Map(latest);
  const callbackIds = new Map<string, string>();
  for (const { key: ticketId, data, envelope } of messages) {
    if (envelope.type === ticketResolved.type)
      resolutions.set(ticketId, (data as { resolution: number }).resolution);
    const resolution = resolutions.get(ticketId);
    if (resolution !== undefined) callbackIds.set(envelope.id, callbackIdOf(ticketId, resolution));
  }
  return callbackIds;
};

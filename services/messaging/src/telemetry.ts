import { metrics } from "@opentelemetry/api";

const meter = metrics.getMeter("@shouwen/messaging");

/** Our own names. Standard ones come from semantic-conventions. */
export const attribute = {
  ticketId: "shouwen.ticket.id", // spans and logs only: unbounded, never on a metric
  messageId: "shouwen.message.id",
  channel: "shouwen.message.channel",
  purpose: "shouwen.message.purpose",
  outcome: "shouwen.message.outcome",
} as const;

/** How calls to providers ended: taken, refused, not_taken, unknown. */
export const providerCalls = meter.createCounter("shouwen.messages.provider_calls", {
  description: "Messages handed to a provider, by channel and by how it ended",
  unit: "{message}",
});

/** What the gate said at the moment of sending. */
export const gateAnswers = meter.createCounter("shouwen.messages.gate", {
  description: "What the gate said at the moment of sending: pass, deferred, or the reason of the refusal",
  unit: "{message}",
});

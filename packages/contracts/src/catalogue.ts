import type { EventDefinition } from "./define-event.ts";
import * as approval from "./events/approval.ts";
import * as callback from "./events/callback.ts";
import * as consent from "./events/consent.ts";
import * as ledger from "./events/ledger.ts";
import * as message from "./events/message.ts";
import * as policy from "./events/policy.ts";
import * as profile from "./events/profile.ts";
import * as remedy from "./events/remedy.ts";
import * as request from "./events/request.ts";
import * as session from "./events/session.ts";
import * as ticket from "./events/ticket.ts";
import * as ticketPromises from "./events/ticket-promises.ts";
import * as ticketSubTasks from "./events/ticket-sub-tasks.ts";
import * as ticketWords from "./events/ticket-words.ts";
import * as workforce from "./events/workforce.ts";

const isDefinition = (value: unknown): value is EventDefinition =>
  typeof value === "object" && value !== null && "topic" in value && "of" in value;

// Runtimes list the exports of a module in different orders; what is generated must not differ.
const byTopicAndType = (a: EventDefinition, b: EventDefinition): number =>
  `${a.topic} ${a.type}` < `${b.topic} ${b.type}` ? -1 : 1;

/** Every event of the platform: the topics that belong together beside each other, and on each the types by name. */
export const events: readonly EventDefinition[] = [
  request,
  ticket,
  ticketSubTasks,
  ticketPromises,
  ticketWords,
  approval,
  remedy,
  callback,
  message,
  consent,
  ledger,
  profile,
  workforce,
  policy,
  session,
].flatMap((module) => Object.values(module).filter(isDefinition).sort(byTopicAndType));

const byType = new Map(events.map((event) => [event.type, event]));

/** The definition of an event type, or undefined where this version of the contracts does not know it. */
export const eventOfType = (type: string): EventDefinition | undefined => byType.get(type);

/** Partitions of every topic. Fixed for ever: the key of an event decides its partition. */
export const partitionsPerTopic = 12;

const dayMs = 24 * 60 * 60 * 1000;

/** How long facts stay on their topic; every service's archive keeps them beyond that. */
export const factRetentionMs = 14 * dayMs;

export type TopicDefinition = {
  readonly name: string;
  readonly partitions: number;
  /** `compact`: whole states, the newest per key is kept for ever. `delete`: facts, kept for `retentionMs`. */
  readonly cleanup: "delete" | "compact";
  readonly retentionMs?: number;
};

/** Whether a topic carries whole states. Facts and states never share a topic. */
export const isStateTopic = (topic: string): boolean => topic.endsWith("_state");

/** Where undecodable and given-up messages of a topic are copied to. */
export const deadLetterTopic = (topic: string): string => `${topic}.dlq`;

const topicNames = [...new Set(events.map((event) => event.topic))];

const topicOf = (name: string): TopicDefinition =>
  isStateTopic(name)
    ? { name, partitions: partitionsPerTopic, cleanup: "compact" }
    : { name, partitions: partitionsPerTopic, cleanup: "delete", retentionMs: factRetentionMs };

/** Every topic with its dead-letter topic. */
export const topics: readonly TopicDefinition[] = topicNames.flatMap((name) => [
  topicOf(name),
  {
    name: deadLetterTopic(name),
    partitions: partitionsPerTopic,
    cleanup: "delete",
    retentionMs: factRetentionMs,
  },
]);

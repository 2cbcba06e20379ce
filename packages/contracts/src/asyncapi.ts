import { events, factRetentionMs, isStateTopic, partitionsPerTopic } from "./catalogue.ts";
import type { EventDefinition } from "./define-event.ts";
import { schemaUriOf } from "./envelope.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import { noteOf } from "./topic-notes.ts";

/** One header of every record. */
export type HeaderNote = { readonly name: string; readonly required: boolean; readonly meaning: string };

/** The headers of every record, in the order in which they are documented. */
export const recordHeaders: readonly HeaderNote[] = [
  {
    name: "ce_id",
    required: true,
    meaning: "Unique per source (UUIDv7); the same id again is the same event again",
  },
  { name: "ce_source", required: true, meaning: "Who says it: /services/routing" },
  { name: "ce_type", required: true, meaning: "What happened, with its version: ticket.opened.v1" },
  { name: "ce_specversion", required: true, meaning: "CloudEvents 1.0" },
  { name: "ce_time", required: true, meaning: "When it happened" },
  { name: "ce_subject", required: true, meaning: "The thing that it is about; also the record key" },
  { name: "ce_dataschema", required: true, meaning: "The $id of the schema of the data" },
  { name: "ce_aggseq", required: true, meaning: "Numbers the events of one thing 1, 2, 3… without gaps" },
  { name: "ce_correlationid", required: true, meaning: "The same for everything that one cause set going" },
  { name: "ce_causationid", required: false, meaning: "The ce_id of the event that caused this one" },
  { name: "ce_propertyid", required: false, meaning: "The property that it belongs to" },
  { name: "traceparent", required: false, meaning: "W3C trace context in which the event was created" },
  { name: "tracestate", required: false, meaning: "W3C trace state" },
  { name: "content-type", required: true, meaning: "application/json" },
];

const fixedHeaders: Readonly<Record<string, JsonSchema>> = {
  ce_specversion: { const: "1.0" },
  ce_time: { format: "date-time" },
  ce_aggseq: { pattern: "^[1-9][0-9]*$" },
  "content-type": { const: "application/json" },
};

const headersSchema = {
  type: "object",
  required: recordHeaders.filter(({ required }) => required).map(({ name }) => name),
  properties: Object.fromEntries(
    recordHeaders.map(({ name, meaning }) => [
      name,
      { type: "string", ...fixedHeaders[name], description: meaning },
    ]),
  ),
};

const payloadOf = (event: EventDefinition): JsonSchema => {
  const { $schema: _schema, $id: _id, "x-topic": _topic, "x-key": _key, ...payload } = jsonSchemaOf(event);
  return payload;
};

const messageOf = (event: EventDefinition, sample: unknown) => ({
  name: event.type,
  title: event.type,
  summary: event.summary,
  contentType: "application/json",
  headers: { $ref: "#/components/schemas/headers" },
  payload: payloadOf(event),
  bindings: {
    kafka: { key: { type: "string", description: `The ${event.key} of the data` }, bindingVersion: "0.5.0" },
  },
  examples: [
    {
      name: "sample",
      headers: { ce_type: event.type, ce_dataschema: schemaUriOf(event.type) },
      payload: sample,
    },
  ],
});

const retentionOf = (topic: string) =>
  isStateTopic(topic)
    ? { "cleanup.policy": ["compact"] }
    : { "cleanup.policy": ["delete"], "retention.ms": factRetentionMs };

const reference = (...path: string[]) => ({ $ref: `#/${path.join("/")}` });

const channelOf = (topic: string) => ({
  address: topic,
  title: topic,
  description: `${noteOf(topic).summary}. Said by: ${noteOf(topic).service}.`,
  messages: Object.fromEntries(
    eventsOn(topic).map(({ type }) => [type, reference("components", "messages", type)]),
  ),
  bindings: {
    kafka: {
      topic,
      partitions: partitionsPerTopic,
      topicConfiguration: retentionOf(topic),
      bindingVersion: "0.5.0",
    },
  },
});

const operationOf = (topic: string) => ({
  action: "send",
  title: `Shouwen speaks on ${topic}`,
  channel: reference("channels", topic),
  messages: eventsOn(topic).map(({ type }) => reference("channels", topic, "messages", type)),
});

/** The topics that other teams may read, in the order of the catalogue. */
export const publicTopics: readonly string[] = [...new Set(events.map(({ topic }) => topic))];

/** The events on a topic. */
export const eventsOn = (topic: string): EventDefinition[] => events.filter((event) => event.topic === topic);

/** The AsyncAPI 3.0 document of all topics, with a sample of each event. */
export const asyncApiDocument = (version: string, sampleOfType: (type: string) => unknown) => ({
  asyncapi: "3.0.0",
  info: {
    title: "Shouwen events",
    version,
    description:
      "What happens in Shouwen (首问), as CloudEvents 1.0 in Kafka's binary mode. The record key is the id of the thing " +
      "that an event is about, so that the events of one thing are in order. A record without value on a state topic " +
      "says that the thing is gone.",
    license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
  },
  defaultContentType: "application/json",
  channels: Object.fromEntries(publicTopics.map((topic) => [topic, channelOf(topic)])),
  operations: Object.fromEntries(publicTopics.map((topic) => [`send.${topic}`, operationOf(topic)])),
  components: {
    messages: Object.fromEntries(
      events.map((event) => [event.type, messageOf(event, sampleOfType(event.type))]),
    ),
    schemas: { headers: headersSchema },
  },
});

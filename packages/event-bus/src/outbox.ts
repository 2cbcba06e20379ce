import { eventOfType } from "@shouwen/contracts/catalogue";
import type { Fact } from "@shouwen/contracts/define-event";
import { type Envelope, toHeaders } from "@shouwen/contracts/envelope";
import { uuidv7 } from "./ids.ts";
import { shardOf } from "./shard.ts";
import { traceCreate } from "./tracing.ts";

/** Why something is decided: who asked, in which conversation, and which event or command made us decide. */
export type Cause = {
  /** A member of staff, or null when a rule or a clock decides. */
  readonly actor: string | null;
  /** One customer's matter from end to end. */
  readonly correlationId: string;
  readonly causationId?: string;
  /** The inbox row that makes a repeat harmless. */
  readonly once?: InboxKey;
};

export type InboxKey = {
  readonly consumer: string;
  readonly source: string;
  readonly eventId: string;
  /** Of a command's body; an event needs none. */
  readonly digest?: number;
};

/** One event as it waits in the outbox. */
export type OutboxRow = {
  readonly shard: number;
  readonly eventId: string;
  readonly topic: string;
  readonly key: string;
  readonly aggSeq: number;
  readonly type: string;
  readonly payload: string | null;
  readonly headers: string;
};

const keyOf = (fact: Fact, field: string): string => {
  const key = fact.key ?? (fact.data as Record<string, unknown> | null)?.[field];
  if (typeof key !== "string") throw new TypeError(`${fact.type} has no ${field}`);
  return key;
};

const propertyOf = (data: unknown): string | undefined => {
  const id = (data as { propertyId?: unknown } | null)?.propertyId;
  return typeof id === "string" ? id : undefined;
};

/**
 * Turns a decided fact into its outbox row. The data is checked against its contract here, before it is saved, so
 * that nothing leaves this service which a subscriber could not read. Throws a ZodError when it breaks the contract.
 */
export const outboxRow = (
  fact: Fact,
  about: { source: string; aggSeq: number; now: string; cause: Cause },
): OutboxRow => {
  const definition = eventOfType(fact.type);
  if (!definition) throw new TypeError(`No contract for ${fact.type}`);
  const data = fact.data === null ? null : definition.data.parse(fact.data);
  const key = keyOf(fact, definition.key);
  const id = uuidv7();
  const envelope: Envelope = {
    id,
    source: about.source,
    type: fact.type,
    specversion: "1.0",
    time: about.now,
    subject: key,
    dataschema: `urn:shouwen:schema:${fact.type}`,
    aggseq: about.aggSeq,
    correlationid: about.cause.correlationId,
    ...optional("causationid", about.cause.causationId),
    ...optional("propertyid", propertyOf(data)),
    ...traceCreate({ id, type: fact.type, topic: definition.topic, data }),
  };
  return {
    shard: shardOf(key),
    eventId: id,
    topic: definition.topic,
    key,
    aggSeq: about.aggSeq,
    type: fact.type,
    payload: data === null ? null : JSON.stringify(data),
    headers: JSON.stringify(toHeaders(envelope)),
  };
};

const optional = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, string>>;

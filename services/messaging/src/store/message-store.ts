import type { Instant } from "@shouwen/contracts/values";
import { aggregate } from "@shouwen/event-bus/aggregate";
import type { Database } from "@shouwen/event-bus/database";
import type { AuditEntry } from "@shouwen/event-bus/saving";
import { shardOf } from "@shouwen/event-bus/shard";
import { evolveMessage, laneOf, type Message, type MessageFact, noMessage } from "../domain/message.ts";
import { type MessageRow, tables } from "./generated/tables.ts";

/** What somebody found out about a message of which nobody knew. */
const audited = (fact: MessageFact): AuditEntry | undefined => {
  const { type, data } = fact;
  if (type !== "message.settled_by_hand") return undefined;
  const { propertyId, outcome } = data;
  return { action: "message.settle", propertyId, detail: { outcome } };
};

/** How messages are kept: the whole state, and the columns by which people and the dispatcher look for them. */
export const messageTable = aggregate({
  table: tables.message,
  initial: noMessage,
  evolve: evolveMessage,
  row: (state) => rowOf(state),
  timers: (state) =>
    state.status === "sending" && state.attempt
      ? [{ name: "answer", kind: "message.answer", fireAt: state.attempt.until }]
      : [],
  publishedFacts: (state) => (state.status === "none" ? 0 : state.told),
  audit: audited,
});

const rowOf = (message: Message): MessageRow => ({
  propertyId: message.propertyId,
  profileId: message.profileId,
  ticketId: message.ticketId,
  purpose: message.purpose,
  class: message.class,
  channel: message.channel,
  status: message.status,
  template: message.template,
  fingerprint: message.fingerprint,
  lane: laneOf(message),
  shard: shardOf(laneOf(message)),
  askedAt: message.askedAt,
  askedSeq: message.askedSeq,
  dueAt: message.dueAt,
  tries: message.tries,
});

/** What the dispatcher and the writers look at. */
export type MessageQueue = {
  /** What may go out now, what fell due first first; never past one of the same lane that was asked for earlier. */
  due(shards: readonly number[], limit: number): Promise<readonly string[]>;
  /** How many messages of a purpose there are about a ticket. */
  countOf(ticketId: string, purpose: string): Promise<number>;
  /** When the same words about the same ticket were last written, other than by `messageId`, and not refused. */
  lastSaidAt(words: { ticketId: string; fingerprint: string; messageId: string }): Promise<Instant | null>;
  /** The last message to a customer, whose property and ticket an answer of theirs is about. */
  lastTo(profileId: string): Promise<{ propertyId: string; ticketId: string | null } | undefined>;
};

// A deferred message and one that is tried again hold back what was asked for later. One that its rule delays does
// not. now() and not clock_timestamp(): no index serves a volatile function. No timer per message: at the end of the quiet hours thousands would fire side by side, in the order of chance.
//
// `is null` and not `not exists`, which would be made a join with all that waits: this looks at a lane only when it is
// that message's turn, and stops at the limit.
const dueText = `
select m.id from message m
where m.status in ('queued', 'deferred') and m.due_at <= now() and m.shard = any($1)
  and (
    select e.id from message e
    where e.lane = m.lane and e.status in ('queued', 'deferred', 'sending') and (e.asked_at, e.asked_seq, e.id) < (m.asked_at, m.asked_seq, m.id)
      and (e.status <> 'queued' or e.tries > 0 or e.due_at <= now())
    limit 1) is null
order by m.due_at, m.asked_at, m.asked_seq, m.id limit $2`;

export const openMessageQueue = (database: Database): MessageQueue => ({
  due: async (shards, limit) => {
    const { rows } = await database.query<{ id: string }>({
      name: "messages_due",
      text: dueText,
      values: [shards, limit],
    });
    return rows.map(({ id }) => id);
  },
  countOf: async (ticketId, purpose) => {
    const { rows } = await database.query<{ count: number }>({
      name: "messages_of_ticket",
      text: "select count(*) from message where ticket_id = $1 and purpose = $2",
      values: [ticketId, purpose],
    });
    return rows[0]?.count ?? 0;
  },
  lastSaidAt: async ({ ticketId, fingerprint, messageId }) => {
    const { rows } = await database.query<{ at: Instant | null }>({
      name: "message_said",
      text: `select max(asked_at) as at from message
             where ticket_id = $1 and fingerprint = $2 and id <> $3 and status not in ('refused', 'failed')`,
      values: [ticketId, fingerprint, messageId],
    });
    return rows[0]?.at ?? null;
  },
  lastTo: async (profileId) => {
    const { rows } = await database.query<{ propertyId: string; ticketId: string | null }>({
      name: "last_message_to",
      text: `select property_id as "propertyId", ticket_id as "ticketId" from message
             where profile_id = $1 and status not in ('refused', 'received') order by asked_at desc limit 1`,
      values: [profileId],
    });
    return rows[0];
  },
});

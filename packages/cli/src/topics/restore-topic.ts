import { topics as catalogue, type TopicDefinition } from "@shouwen/contracts/catalogue";
import { shardOf } from "@shouwen/event-bus/shard";
import type { KafkaAccess } from "@shouwen/kafka/access";
import { ensureTopics, topicsOn } from "@shouwen/kafka/topics";
import { Problem } from "@shouwen/stack/problem";
import pg from "pg";

/** Where the events are, and whose topic it is. */
export type Restoring = KafkaAccess & {
  /** A role that may change every service's tables. */
  readonly adminUrl: string;
  /** The services' schemas. */
  readonly schemas: readonly string[];
  readonly brokers: readonly string[];
  readonly topic: string;
};

const dayMs = 86_400_000;

const definitionOf = (name: string): TopicDefinition => {
  const found = catalogue.find((topic) => topic.name === name);
  if (found) return found;
  const names = catalogue.map((topic) => topic.name).filter((one) => !one.endsWith(".dlq"));
  throw new Problem(`There is no topic ${name}`, { fix: `There are: ${names.join(", ")}` });
};

const factsForMs = 14 * dayMs;

const factsText = "select seq from archived where topic = $1 and created_at >= $4";
const statesText = "select max(seq) from archived where topic = $1 and created_at >= $4 group by key";

/** Of facts what would still be on the topic by its age; of states the last one of each thing. */
const wanted = ({ cleanup, retentionMs }: TopicDefinition): { text: string; sinceMs: number } =>
  cleanup === "compact"
    ? { text: statesText, sinceMs: Date.now() }
    : { text: factsText, sinceMs: retentionMs ?? factsForMs };

/**
 * Puts a service's archived events of a topic back into its outbox under their old numbers, before whatever waits
 * there: the relay sends them in their order as soon as the topic is there. Answers how many.
 */
const putBack = async (client: pg.Client, schema: string, topic: TopicDefinition): Promise<number> => {
  const name = pg.escapeIdentifier(schema);
  const { rows } = await client.query<{ key: string }>(
    `select distinct key from ${name}.event_archive where topic = $1`,
    [topic.name],
  );
  const keys = rows.map(({ key }) => key);
  const { text, sinceMs } = wanted(topic);
  const { rowCount } = await client.query(
    `with archived as (select * from ${name}.event_archive),
     moved as (
       delete from ${name}.event_archive where topic = $1 and seq in (${text}) returning *
     )
     insert into ${name}.outbox (seq, shard, event_id, topic, key, agg_seq, type, payload, headers, created_at)
     overriding system value
     select m.seq, k.shard, m.event_id, m.topic, m.key, m.agg_seq, m.type, m.payload, m.headers, m.created_at
     from moved m join unnest($2::text[], $3::smallint[]) as k(key, shard) using (key)`,
    [topic.name, keys, keys.map(shardOf), new Date(Date.now() - sinceMs).toISOString()],
  );
  return rowCount ?? 0;
};

/**
 * Brings back a topic that was deleted: what was said on it is said again from the archives, in order, and the topic is
 * made. Services that heard it know it by their inboxes; those that had not yet hear it now. Safe to repeat.
 */
export const restoreTopic = async ({ adminUrl, schemas, topic, ...cluster }: Restoring): Promise<number> => {
  const definition = definitionOf(topic);
  if ((await topicsOn(cluster)).includes(topic))
    throw new Problem(`${topic} is there`, {
      fix: `What was sent to it since stands before what would be put back. Delete it first if its events may go; single consumers are brought up to date by \`npx shouwen replay\`.`,
    });
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  let count = 0;
  try {
    for (const schema of schemas) count += await putBack(client, schema, definition);
  } finally {
    await client.end();
  }
  await ensureTopics({ ...cluster, topics: [definition] });
  return count;
};

import type { DataOf, EventDefinition } from "@shouwen/contracts/define-event";
import DataLoader from "dataloader";
import { LRUCache } from "lru-cache";
import type { Database } from "./database.ts";
import type { Consumer, Message } from "./message.ts";
import { columns } from "./saving.ts";

/** What this service has heard of another service's things: whole states, each the newest that came. */
export type ReplicatedState<Data> = {
  readonly consumer: Consumer;
  /** The state of one thing, at most a second old; undefined while it is unknown or when it is gone. */
  get(id: string): Promise<Data | undefined>;
  /** Everything known, or everything of one property. Read afresh. */
  list(propertyId?: string): Promise<readonly Data[]>;
};

const freshMs = 1_000;
const mostKept = 20_000;

/**
 * Keeps the states of a state topic. A newer state is never replaced by an older one (states are republished daily and
 * a late resend may stand last), so no inbox is needed. A tombstone is kept as a row without state, for the same reason.
 */
export const replicatedState = <Definition extends EventDefinition>(
  definition: Definition,
  options: { database: Database; name: string; onReceived?: (data: readonly DataOf<Definition>[]) => void },
): ReplicatedState<DataOf<Definition>> => {
  type Data = DataOf<Definition>;
  const cache = new LRUCache<string, { readonly state: Data | undefined }>({ max: mostKept, ttl: freshMs });
  const remember = (id: string, state: Data | undefined) => {
    cache.set(id, { state });
    return state;
  };
  // What is asked for side by side, as for a batch of messages, is one query.
  const states = new DataLoader<string, Data | undefined>(
    async (ids) => {
      const { rows } = await options.database.query<{ id: string; state: Data | null }>({
        name: "known_get",
        text: "select id, state from known_state where topic = $1 and id = any($2)",
        values: [definition.topic, ids],
      });
      const byId = new Map(rows.map(({ id, state }) => [id, state ?? undefined]));
      return ids.map((id) => byId.get(id));
    },
    { cache: false },
  );
  return {
    consumer: {
      name: options.name,
      types: [definition.type],
      handle: async (messages) => {
        await keep(options.database, definition.topic, messages);
        for (const message of messages) cache.delete(message.key);
        options.onReceived?.(
          messages.flatMap((message) => (message.data === null ? [] : [message.data as Data])),
        );
        return new Map();
      },
    },
    get: async (id) => {
      const hit = cache.get(id);
      if (hit) return hit.state;
      return remember(id, await states.load(id));
    },
    list: async (propertyId) => {
      const { rows } = await options.database.query<{ state: Data }>({
        name: "known_list",
        text: `select state from known_state
               where topic = $1 and state <> 'null'::jsonb and ($2::text is null or property_id = $2) order by id`,
        values: [definition.topic, propertyId ?? null],
      });
      return rows.map((row) => row.state);
    },
  };
};

const keep = async (database: Database, topic: string, messages: readonly Message[]): Promise<void> => {
  const newest = new Map<string, Message>();
  for (const message of messages)
    if ((newest.get(message.key)?.envelope.aggseq ?? 0) <= message.envelope.aggseq)
      newest.set(message.key, message);
  const rows = [...newest.values()]
    .map((message) => ({
      id: message.key,
      aggSeq: message.envelope.aggseq,
      propertyId: (message.data as { propertyId?: string } | null)?.propertyId ?? null,
      state: JSON.stringify(message.data),
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await database.query({
    name: "known_keep",
    text: `insert into known_state (topic, id, agg_seq, property_id, state)
           select $1, k.id, k.agg_seq, k.property_id, k.state
           from unnest($2::text[], $3::bigint[], $4::text[], $5::jsonb[]) as k(id, agg_seq, property_id, state)
           on conflict (topic, id) do update
             set agg_seq = excluded.agg_seq, property_id = excluded.property_id, state = excluded.state
             where known_state.agg_seq <= excluded.agg_seq`,
    values: [topic, ...columns(rows, ["id", "aggSeq", "propertyId", "state"])],
  });
};

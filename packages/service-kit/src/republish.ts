import type { Fact } from "@shouwen/contracts/define-event";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { CronJob } from "@shouwen/event-bus/cron";
import { uuidv7 } from "@shouwen/event-bus/ids";
import { decideMany } from "@shouwen/event-bus/shell";

const dayMs = 24 * 60 * 60 * 1_000;
const perBatch = 200;

/**
 * Says every state of one kind of thing again, once a day: a late resend of an old state may stand last on a
 * compacted topic, and a new reader would believe it. `say` makes the state event (or tombstone) of a state, with the
 * same content; it gets the next version number. A thing that changes meanwhile has said its newer state itself.
 */
export const republishJob = <State, F extends Fact>(
  store: AggregateStore<State, F>,
  say: (state: State) => NoInfer<F> | undefined,
): CronJob => {
  const { table } = store.definition;
  const idsAfter = async (after: string): Promise<string[]> => {
    const { rows } = await store.database.query<{ id: string }>({
      name: `republish_${table}`,
      text: `select id from ${table} where id > $1 order by id limit ${perBatch}`,
      values: [after],
    });
    return rows.map(({ id }) => id);
  };
  const sayAgain = async (ids: readonly string[]): Promise<void> => {
    await decideMany(store, ids, {
      by: `republish ${table}`,
      rounds: 1,
      decide: ({ state }) => {
        const fact = say(state);
        return { facts: fact ? [fact] : [], cause: { actor: null, correlationId: uuidv7() } };
      },
    });
  };
  const run = async () => {
    let ids = await idsAfter("");
    for (; ids.length > 0; ids = await idsAfter(ids.at(-1) as string)) await sayAgain(ids);
  };
  return { name: `republish ${table}`, everyMs: dayMs, run };
};

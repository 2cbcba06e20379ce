import { type Database, isInfrastructureError } from "./database.ts";
import { handleChecked } from "./dispatcher.ts";
import { armAgain, isTimer } from "./failed-timers.ts";
import type { Log } from "./log.ts";
import { type Consumer, InfrastructureFault, type Message, NotYet } from "./message.ts";
import { giveUpAgain, nobody, type ParkedRow, postpone, takeDue, tryAgainLater, unpark } from "./parking.ts";
import type { Prerequisites } from "./prerequisites.ts";
import { messageOf } from "./subscription.ts";
import { type Loop, startLoop } from "./waker.ts";

const idleMs = 1_000;

/** Takes parked messages up again, the lowest number of a key first, on the process that owns their shard. */
export const startParkedRetry = (options: {
  database: Database;
  consumers: readonly Consumer[];
  prerequisites: Prerequisites;
  owned: () => readonly number[];
  log: Log;
}): Loop =>
  startLoop({
    idleMs,
    onError: (error) =>
      options.log.warn({ error: (error as Error).message }, "parked messages cannot be read"),
    turn: async () => {
      await options.prerequisites.wake();
      const due = await takeDue(options.database, options.owned());
      const outcomes = await Promise.all(due.map((row) => retry(options, row)));
      return outcomes.includes("handled");
    },
  });

type Options = Parameters<typeof startParkedRetry>[0];

/** One more try of one parked message. */
const retry = async (options: Options, row: ParkedRow): Promise<"handled" | "parked" | "dead"> => {
  if (isTimer(row)) {
    await armAgain(options.database, row);
    return "handled";
  }
  const message = readParked(row);
  if (message === undefined) {
    await giveUpAgain(options.database, row);
    return "dead";
  }
  const error = await failureOf(options, row, message);
  if (error instanceof InfrastructureFault) {
    // The database may still be away. Then the row stays as it is, and the turn of the others goes on.
    await postpone(options.database, row).catch(() => undefined);
    return "parked";
  }
  if (error === undefined) {
    await unpark(options.database, row);
    return "handled";
  }
  const status = await tryAgainLater(options.database, row, error);
  if (status === "dead") {
    await advance(options.database, message);
    options.log.error(
      { consumer: row.consumer, type: row.type, key: row.key, code: row.code },
      "message given up; see dead letters",
    );
  }
  return status;
};

const failureOf = async (options: Options, row: ParkedRow, message: Message): Promise<unknown> => {
  try {
    if (row.code === "not_yet" && (await isGap(options.database, message)))
      return new NotYet("an earlier event of this key");
    if (row.consumer === nobody) {
      await advance(options.database, message);
      return undefined;
    }
    const consumer = options.consumers.find(({ name }) => name === row.consumer);
    if (!consumer) return new NotYet(`no consumer ${row.consumer} in this version`);
    // What waits behind it is other consumers' too: from here on only this row holds its own consumer's later ones back.
    await advance(options.database, message);
    return (await handleChecked(consumer, [message])).get(message);
  } catch (error) {
    return isInfrastructureError(error) ? new InfrastructureFault({ cause: error }) : error;
  }
};

/** What was put back in line by a person may be no event at all: then no retry can help, and it must hold nobody up. */
const readParked = (row: ParkedRow): Message | undefined => {
  try {
    return parkedMessage(row);
  } catch {
    return undefined;
  }
};

/** The message as it came. Let past the order check: the inbox decides whether it is new. */
const parkedMessage = (row: ParkedRow): Message =>
  messageOf({
    topic: row.topic,
    partition: row.shard,
    record: {
      key: Buffer.from(row.key),
      value: row.payload === null ? null : Buffer.from(row.payload),
      headers: JSON.parse(row.headers) as Record<string, string>,
      offset: row.offset,
      timestamp: "0",
      attributes: 0,
    },
  });

const isGap = async (database: Database, message: Message): Promise<boolean> => {
  const { rows } = await database.query<{ agg_seq: number }>(
    "select agg_seq from last_agg_seq where topic = $1 and key = $2",
    [message.topic, message.key],
  );
  const last = rows[0]?.agg_seq;
  return last !== undefined && message.envelope.aggseq > last + 1;
};

const advance = async (database: Database, message: Message): Promise<void> => {
  await database.query(
    "update last_agg_seq set agg_seq = $3 where topic = $1 and key = $2 and agg_seq < $3",
    [message.topic, message.key, message.envelope.aggseq],
  );
};

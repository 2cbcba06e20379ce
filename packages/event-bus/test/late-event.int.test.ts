import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import { createDispatcher } from "../src/dispatcher.ts";
import { keepKeyPositions } from "../src/key-positions.ts";
import type { Consumer, Message } from "../src/message.ts";
import { outboxRow } from "../src/outbox.ts";
import { startParkedRetry } from "../src/parked-retry.ts";
import { deadLetterUndecodable } from "../src/parking.ts";
import { watchPrerequisites } from "../src/prerequisites.ts";
import { messageOf } from "../src/subscription.ts";
import { accepted, newTicket, openRuntime, type Runtime } from "./runtime.ts";

let runtime: Runtime;

beforeEach(async () => {
  runtime = await openRuntime();
});

afterEach(() => runtime.close());

/** The event with this number, as a broker delivers it. */
const numbered = (ticketId: string, aggSeq: number): Message => {
  const about = { source: "/services/probe", now: new Date().toISOString() };
  const row = outboxRow(accepted(ticketId), {
    ...about,
    aggSeq,
    cause: { actor: null, correlationId: "test" },
  });
  return messageOf({
    topic: row.topic,
    partition: row.shard,
    record: {
      key: Buffer.from(row.key),
      value: Buffer.from(row.payload ?? ""),
      headers: JSON.parse(row.headers) as Record<string, string>,
      offset: String(aggSeq),
      timestamp: "0",
      attributes: 0,
    },
  });
};

/** A process that hears what it is given, without a broker, and writes down the numbers in the order of their handling. */
const openProcess = (fail: (aggSeq: number) => boolean = () => false, database = runtime.database) => {
  const handled: number[] = [];
  const consumer: Consumer = {
    name: "in-order",
    types: [ticketAccepted.type],
    handle: async (messages) => {
      const failures = new Map<Message, unknown>();
      for (const message of messages) {
        const { aggseq } = message.envelope;
        if (fail(aggseq)) failures.set(message, new TypeError("a handler bug"));
        else handled.push(aggseq);
      }
      return failures;
    },
  };
  const stack = {
    database,
    consumers: [consumer],
    prerequisites: watchPrerequisites(runtime.database),
  };
  const positions = keepKeyPositions(runtime.database);
  return {
    handled,
    hear: createDispatcher({ ...stack, positions }),
    commit: positions.writeDown,
    retryParked: (shard: number) =>
      startParkedRetry({
        ...stack,
        owned: () => [shard],
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      }),
  };
};

const dueNow = (key: string) =>
  runtime.query("update parked set next_try_at = clock_timestamp() where key = $1", [key]);

test("an event that comes late is handled when it comes, and what waited for it after it, before the next commit of offsets", async () => {
  const id = newTicket();
  const { handled, hear, retryParked } = openProcess();
  for (const aggSeq of [1, 3, 2]) await hear([numbered(id, aggSeq)]);
  expect(handled).toEqual([1, 2]);
  await dueNow(id);
  const retry = retryParked(numbered(id, 3).partition);
  await eventually(() => expect(handled).toEqual([1, 2, 3]));
  await retry.stop();
});

test("a late event that fails at first is still handled before what waited for it", async () => {
  const id = newTicket();
  let isBroken = true;
  const { handled, hear, commit, retryParked } = openProcess((aggSeq) => isBroken && aggSeq === 2);
  for (const aggSeq of [1, 3, 2]) await hear([numbered(id, aggSeq)]);
  await commit();
  expect(handled).toEqual([1]);
  isBroken = false;
  await dueNow(id);
  const retry = retryParked(numbered(id, 3).partition);
  await eventually(() => expect(handled).toEqual([1, 2, 3]));
  await retry.stop();
});

test("a process that takes over from one that died knows what came too early", async () => {
  const id = newTicket();
  const [first, second, third] = [numbered(id, 1), numbered(id, 2), numbered(id, 3)];
  const dying = openProcess();
  await dying.hear([first, third]); // and its positions are never written down
  await dueNow(id);
  const next = openProcess();
  const retry = next.retryParked(first.partition);
  await eventually(async () =>
    expect(
      await runtime.query("select 1 from parked where key = $1 and next_try_at > clock_timestamp()", [id]),
    ).toHaveLength(1),
  );
  expect(next.handled).toEqual([]);
  for (const message of [first, third, second]) await next.hear([message]);
  await next.commit();
  await dueNow(id);
  await eventually(() => expect(next.handled).toEqual([1, 2, 3]));
  await retry.stop();
});

test("what is parked of the same key of another topic holds nothing back", async () => {
  const id = newTicket();
  const { handled, hear } = openProcess();
  for (const aggSeq of [1, 3]) await hear([numbered(id, aggSeq)]);
  await runtime.query(
    "update parked set topic = 'shouwen.callback', headers = '{\"ce_aggseq\":\"1\"}' where key = $1",
    [id],
  );
  await hear([numbered(id, 2)]);
  expect(handled).toEqual([1, 2]);
});

test("a database that fails while a gap is looked for leaves it a gap", async () => {
  const id = newTicket();
  let isAway = true;
  const failing = Object.assign(Object.create(runtime.database) as Database, {
    query: (async (...asked: Parameters<Database["query"]>) => {
      if (isAway && String(asked[0]).startsWith("select agg_seq from last_agg_seq")) {
        isAway = false;
        throw Object.assign(new Error("terminating connection"), { code: "57P01" });
      }
      return runtime.database.query(...asked);
    }) as Database["query"],
  });
  const { handled, hear, commit, retryParked } = openProcess(() => false, failing);
  const [first, second, third] = [numbered(id, 1), numbered(id, 2), numbered(id, 3)];
  await hear([first, third]);
  await commit();
  await dueNow(id);
  const retry = retryParked(first.partition);
  await eventually(() => expect(isAway).toBe(false));
  await eventually(async () =>
    expect(
      await runtime.query("select code from parked where key = $1 and next_try_at > clock_timestamp()", [id]),
    ).toEqual([{ code: "not_yet" }]),
  );
  await hear([second]);
  await commit();
  await dueNow(id);
  await eventually(() => expect(handled).toEqual([1, 2, 3]));
  await retry.stop();
});

test("once its gap is filled, an event that fails holds back only its own consumer", async () => {
  const id = newTicket();
  const { handled, hear, commit, retryParked } = openProcess((aggSeq) => aggSeq === 3);
  for (const aggSeq of [1, 3, 2]) await hear([numbered(id, aggSeq)]);
  await commit();
  await dueNow(id);
  const retry = retryParked(numbered(id, 3).partition);
  await eventually(async () =>
    expect(await runtime.query("select agg_seq::int as n from last_agg_seq where key = $1", [id])).toEqual([
      { n: 3 },
    ]),
  );
  await retry.stop();
  expect(handled).toEqual([1, 2]);
});

test("a record with zero bytes in its key, its value and its headers is set aside like any other", async () => {
  const record = {
    topic: "shouwen.ticket",
    partition: 0,
    offset: "1",
    key: "tic\0_1",
    headers: { odd: "a\0b" },
    payload: `\0${"x".repeat(300_000)}`,
  };
  await deadLetterUndecodable(runtime.database, record, new Error("Not an event"));
  expect(await runtime.query("select status, key from parked where code = 'undecodable'")).toEqual([
    { status: "dead", key: "tic\ufffd_1" },
  ]);
  expect(await runtime.query("select 1 from outbox where topic = 'shouwen.ticket.dlq'")).toHaveLength(1);
  const { raw, ...sound } = numbered(newTicket(), 1);
  const asRecord = { headers: raw.headers, value: Buffer.from(raw.payload ?? ""), key: Buffer.from("tic\0") };
  expect(() =>
    messageOf({
      topic: sound.topic,
      partition: 0,
      record: { ...asRecord, offset: "1", timestamp: "0", attributes: 0 },
    }),
  ).toThrow("holds a zero byte");
});

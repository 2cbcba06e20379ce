import type { Fact } from "@shouwen/contracts/define-event";
import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AggregateStore, openStore } from "../src/aggregate-store.ts";
import { deadLetterGroups, discardDeadLetters, retryDeadLetters } from "../src/dead-letters.ts";
import { deadLetterUndecodable } from "../src/parking.ts";
import { projection } from "../src/reaction.ts";
import { readArchive, replayEvents } from "../src/replay.ts";
import { accepted, newTicket, openRuntime, type Runtime, type Tally, tallyTable } from "./runtime.ts";

let runtime: Runtime;
let heard: AggregateStore<Tally, Fact>;

beforeEach(async () => {
  runtime = await openRuntime();
  heard = openStore(
    { ...tallyTable, table: "heard_tally", timers: () => [] },
    {
      database: runtime.database,
      source: "/services/probe-heard",
      onRefusal: () => undefined,
      wake: () => undefined,
    },
  );
});

afterEach(() => runtime.close());

const mind = { actor: "stf_ian", reason: "mended" };

/** Counts, so that an event handled twice shows; `fail` may object to an id. */
const counting = (fail: (id: string) => void = () => undefined) =>
  projection({
    name: "count-accepted",
    on: [ticketAccepted],
    store: heard,
    target: ({ data }) => data.ticketId,
    fold: (state, { data }) => {
      fail(data.ticketId);
      return { ...state, said: state.said + 1 };
    },
  });

const saidTo = async (id: string): Promise<number> => {
  const [row] = await runtime.query<{ said: number }>(
    "select (state->>'said')::int as said from heard_tally where id = $1",
    [id],
  );
  return row?.said ?? 0;
};

const statusesOf = async (key: string): Promise<string[]> =>
  (
    await runtime.query<{ status: string }>("select status from parked where key = $1 order by id", [key])
  ).map(({ status }) => status);

const auditOf = async (): Promise<string[]> =>
  (await runtime.query<{ action: string }>("select action from audit order by seq")).map(
    ({ action }) => action,
  );

test("what failed for a bug that was mended comes home by one retry of its group, once and in order", async () => {
  const id = newTicket();
  let broken = true;
  await runtime.say(id, [accepted(id), accepted(id)]);
  await runtime.start({
    consumers: [
      counting((ticketId) => {
        if (broken && ticketId === id) throw new TypeError("a handler bug");
      }),
    ],
  });
  await eventually(async () => expect(await statusesOf(id)).toHaveLength(2));
  await runtime.query("update parked set status = 'dead'");
  const [group] = (await deadLetterGroups(runtime.database)).filter(({ code }) => code === "TypeError");
  expect(group).toMatchObject({
    consumer: "count-accepted",
    type: "ticket.accepted.v1",
    status: "dead",
    count: 1,
  });
  broken = false;
  expect(await retryDeadLetters(runtime.database, { consumer: "count-accepted" }, mind)).toBeGreaterThan(1);
  await eventually(async () => expect(await saidTo(id)).toBe(2));
  await eventually(async () => expect(await statusesOf(id)).toEqual([]));
  expect(await auditOf()).toContain("dead_letters.retry");
});

test("a retry may be given a rate: one after the other, so many a second", async () => {
  const ids = Array.from({ length: 3 }, newTicket);
  for (const id of ids) await runtime.say(id, [accepted(id)]);
  await runtime.query("update outbox set payload = '{}'");
  await runtime.start({ consumers: [counting()] });
  await eventually(async () =>
    expect(
      await runtime.query("select 1 from parked where status = 'dead' and key = any($1)", [ids]),
    ).toHaveLength(3),
  );
  await retryDeadLetters(runtime.database, {}, { ...mind, perSecond: 0.5 });
  const [row] = await runtime.query<{ seconds: number }>(
    "select extract(epoch from max(next_try_at) - min(next_try_at))::float8 as seconds from parked where key = any($1)",
    [ids],
  );
  // Two seconds apart; others' broken events on the same topic may stand in line between them.
  expect(row?.seconds).toBeGreaterThan(3.9);
});

test("what is no event stays dead however often it is retried, and holds nobody up", async () => {
  const [good, bad] = [newTicket(), newTicket()];
  let broken = true;
  await runtime.query(
    `insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
     values (3, 'x', 'shouwen.ticket', $1, 1, 'x', 'not json', '{}')`,
    [bad],
  );
  await runtime.say(good, [accepted(good)]);
  await runtime.start({
    consumers: [
      counting(() => {
        if (broken) throw new TypeError("a handler bug");
      }),
    ],
  });
  await eventually(async () => {
    expect(await statusesOf(bad)).toEqual(["dead"]);
    expect(await statusesOf(good)).toEqual(["parked"]);
  });
  broken = false;
  await retryDeadLetters(runtime.database, {}, mind);
  await eventually(async () => expect(await saidTo(good)).toBe(1));
  await eventually(async () => expect(await statusesOf(bad)).toEqual(["dead"]));
  const [row] = await runtime.query<{ id: number }>("select id from parked where key = $1", [bad]);
  expect(await discardDeadLetters(runtime.database, { id: row?.id ?? 0 }, mind)).toBe(1);
  expect(await statusesOf(bad)).toEqual(["discarded"]);
});

test("of a message that no broker would take again only the headers go to the dead-letter topic", async () => {
  const key = newTicket();
  const record = { topic: "shouwen.ticket", partition: 5, offset: "7", key, headers: { ce_id: "x" } };
  await deadLetterUndecodable(
    runtime.database,
    { ...record, payload: "水".repeat(700_000) },
    new Error("2 MB"),
  );
  await runtime.start({});
  await eventually(async () => expect(await runtime.query("select 1 from outbox")).toHaveLength(0));
  const copies = await runtime.query<{ payload: string | null; headers: string }>(
    "select payload, headers from event_archive where topic = 'shouwen.ticket.dlq' and key = $1",
    [key],
  );
  expect(copies).toMatchObject([{ payload: null }]);
  expect(JSON.parse(copies[0]?.headers ?? "")).toMatchObject({ "shouwen-payload-bytes": "2100000" });
  expect(await runtime.query("select 1 from parked where octet_length(payload) = 2100000")).toHaveLength(1);
});

test("a replay feeds a consumer from the archive: what it has in its inbox is known, what it lost comes back", async () => {
  const ids = Array.from({ length: 5 }, newTicket);
  for (const id of ids) await runtime.say(id, [accepted(id), accepted(id)]);
  const consumer = counting();
  const bus = await runtime.start({ consumers: [consumer] });
  await eventually(async () => {
    for (const id of ids) expect(await saidTo(id)).toBe(2);
  });
  await eventually(async () => expect(await runtime.query("select 1 from outbox")).toHaveLength(0));
  const about = { from: "2000-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z", types: ["ticket.accepted.v1"] };
  const replayed = { database: runtime.database, consumers: [consumer] };
  const first = await readArchive(runtime.database, { ...about, limit: 6 });
  const rest = await readArchive(runtime.database, { ...about, limit: 6, after: first.next });
  expect([first.events.length, rest.events.length, rest.next]).toEqual([6, 4, undefined]);

  const events = [...first.events, ...rest.events];
  expect(await replayEvents(replayed, events)).toEqual({ handled: 0, known: 10, parked: 0 });
  await runtime.query("delete from inbox");
  await runtime.query("delete from heard_tally");
  expect(await replayEvents(replayed, events)).toEqual({ handled: 10, known: 0, parked: 0 });
  for (const id of ids) expect(await saidTo(id)).toBe(2);
  await eventually(async () => expect((await bus.status()).lag).toBe(0));
});

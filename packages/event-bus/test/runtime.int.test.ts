import type { Fact } from "@shouwen/contracts/define-event";
import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AggregateStore, openStore } from "../src/aggregate-store.ts";
import { projection } from "../src/reaction.ts";
import { shardOf } from "../src/shard.ts";
import { onTimer } from "../src/timers.ts";
import {
  accepted,
  newTicket,
  openRuntime,
  type Runtime,
  started,
  type Tally,
  tallyTable,
} from "./runtime.ts";

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

/** Counts, as no real read model may, so that an event handled twice shows. */
const countAccepted = (mine: ReadonlySet<string>, fail: (id: string) => void = () => undefined) =>
  projection({
    name: "count-accepted",
    on: [ticketAccepted],
    store: heard,
    target: ({ data }) => (mine.has(data.ticketId) ? data.ticketId : undefined),
    fold: (state, { data }) => {
      fail(data.ticketId);
      return { ...state, said: state.said + 1 };
    },
  });

/** A ticket whose events do not travel in this shard. */
const newTicketOutside = (shard: number): string => {
  const id = newTicket();
  return shardOf(id) === shard ? newTicketOutside(shard) : id;
};

const saidTo = async (id: string): Promise<number> => {
  const [row] = await runtime.query<{ said: number }>(
    "select (state->>'said')::int as said from heard_tally where id = $1",
    [id],
  );
  return row?.said ?? 0;
};

test("what is decided reaches its consumers once, in order, and leaves the outbox for the archive", async () => {
  const ids = Array.from({ length: 40 }, newTicket);
  const mine = new Set(ids);
  for (const id of ids) await runtime.say(id, [accepted(id), accepted(id), accepted(id)]);
  await runtime.start({ consumers: [countAccepted(mine)] });
  await eventually(async () => {
    for (const id of ids) expect(await saidTo(id)).toBe(3);
  });
  await eventually(async () => expect(await runtime.query("select 1 from outbox")).toHaveLength(0));
  const numbers = await runtime.query<{ numbers: number[] }>(
    "select array_agg(agg_seq::int order by seq) as numbers from event_archive where key = any($1) group by key",
    [ids],
  );
  for (const row of numbers) expect(row.numbers).toEqual(row.numbers.map((_, index) => index + 1));
});

test("while too many events wait to be sent nothing is heard, and all of it once there is room again", async () => {
  const id = newTicketOutside(0);
  // Nobody can send these: their topic does not exist. Their shard stands still, the others go on.
  await runtime.query(
    `insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
     select 0, 'stuck ' || n, 'shouwen.nowhere', 'nobody', n, 'x', '{}', '{}' from generate_series(1, 3) as n`,
  );
  await runtime.say(id, [accepted(id)]);
  const bus = await runtime.start({ consumers: [countAccepted(new Set([id]))], outboxHighWater: 3 });
  await eventually(async () => expect(await bus.status()).toMatchObject({ sent: 1, outbox: 3 }));
  await eventually(async () => expect((await bus.status()).lag).toBeGreaterThan(0));
  expect(await saidTo(id)).toBe(0);
  await eventually(async () =>
    expect(await bus.healthWarnings()).toContainEqual(expect.stringContaining("3 events wait to be sent")),
  );
  await runtime.query("delete from outbox where key = 'nobody'");
  await eventually(async () => expect(await saidTo(id)).toBe(1));
});

test("an event that comes again changes nothing", async () => {
  const id = newTicket();
  await runtime.say(id, [accepted(id)]);
  await runtime.start({ consumers: [countAccepted(new Set([id]))] });
  await eventually(async () => expect(await saidTo(id)).toBe(1));
  // The relay sends again what it does not know to be sent: put the row back as if the acknowledgement was lost.
  await runtime.query(
    `insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
     select 0, event_id, topic, key, agg_seq, type, payload, headers from event_archive where key = $1`,
    [id],
  );
  const marker = newTicket();
  await runtime.say(marker, [accepted(marker)]);
  await eventually(async () => expect(await runtime.query("select 1 from outbox")).toHaveLength(0));
  await eventually(async () =>
    expect((await runtime.query("select 1 from last_agg_seq where key = $1", [marker])).length).toBe(1),
  );
  expect(await saidTo(id)).toBe(1);
});

test("a failing message holds back its own key only, in order, and is taken up again when it can be handled", async () => {
  const [bad, good] = [newTicket(), newTicket()];
  let broken = true;
  const consumer = countAccepted(new Set([bad, good]), (id) => {
    if (broken && id === bad) throw new TypeError("a handler bug");
  });
  await runtime.say(bad, [accepted(bad), accepted(bad)]);
  await runtime.say(good, [accepted(good)]);
  await runtime.start({ consumers: [consumer] });
  await eventually(async () => {
    expect(await saidTo(good)).toBe(1);
    const parked = await runtime.query<{ code: string }>(
      "select code from parked where key = $1 order by id",
      [bad],
    );
    expect(parked.map((row) => row.code)).toEqual(["TypeError", "not_yet"]);
  });
  broken = false;
  await runtime.query("update parked set next_try_at = clock_timestamp()");
  await eventually(async () => expect(await saidTo(bad)).toBe(2));
  await eventually(async () =>
    expect(await runtime.query("select 1 from parked where key = any($1)", [[bad, good]])).toHaveLength(0),
  );
});

test("an event that breaks its contract is dead at once, with a copy on the dead-letter topic, and its key goes on", async () => {
  const id = newTicket();
  await runtime.say(id, [accepted(id), accepted(id)]);
  await runtime.query(
    'update outbox set payload = \'{"ticketId":"nonsense"}\' where agg_seq = 1 and key = $1',
    [id],
  );
  await runtime.start({ consumers: [countAccepted(new Set([id]))] });
  await eventually(async () => expect(await saidTo(id)).toBe(1));
  await eventually(async () => {
    const dead = await runtime.query("select status, code from parked where key = $1", [id]);
    expect(dead).toEqual([{ status: "dead", code: "broken_contract" }]);
  });
  await eventually(async () => {
    const copies = await runtime.query(
      "select 1 from event_archive where topic = 'shouwen.ticket.dlq' and key = $1",
      [id],
    );
    expect(copies).toHaveLength(1);
  });
});

test("what is no event at all is set aside with its reason, and the partition goes on", async () => {
  const id = newTicket();
  await runtime.query(
    "insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values (3, 'x', 'shouwen.ticket', $1, 1, 'x', 'not json', '{}')",
    [id],
  );
  await runtime.start({ consumers: [countAccepted(new Set())] });
  await eventually(async () => {
    const [row] = await runtime.query<{ code: string; reason: string }>(
      "select code, reason from parked where key = $1",
      [id],
    );
    expect(row).toMatchObject({ code: "undecodable" });
  });
});

test("a key's events that change different things stay in order, also when the first of them loses its race", async () => {
  const id = newTicket();
  await runtime.say(id, [accepted(id), accepted(id)]);
  let raced = false;
  const racing: typeof heard = {
    ...heard,
    read: async (ids, inbox) => {
      const snapshot = await heard.read(ids, inbox);
      // Somebody else changes the first thing between our reading and our saving.
      if (!raced && ids.includes(`${id}-1`)) {
        raced = true;
        await runtime.query(
          `insert into heard_tally (id, version, state, heard) values ($1, 1, '{"heard":0,"said":0,"fireAt":null}', 0)`,
          [`${id}-1`],
        );
      }
      return snapshot;
    },
  };
  const consumer = projection({
    name: "count-each",
    on: [ticketAccepted],
    store: racing,
    target: ({ data, aggSeq }) => (data.ticketId === id ? `${id}-${aggSeq}` : undefined),
    fold: (state) => ({ ...state, said: state.said + 1 }),
  });
  await runtime.start({ consumers: [consumer] });
  await eventually(async () => expect([await saidTo(`${id}-1`), await saidTo(`${id}-2`)]).toEqual([1, 1]));
  const order = await runtime.query<{ number: number }>(
    `select a.agg_seq::int as number from inbox i join event_archive a using (event_id)
     where i.consumer = 'count-each' and a.key = $1 order by i.handled_at`,
    [id],
  );
  expect(raced).toBe(true);
  expect(order.map(({ number }) => number)).toEqual([1, 2]);
});

test("an event before its predecessor waits for it", async () => {
  const id = newTicket();
  await runtime.say(id, [accepted(id), accepted(id), accepted(id)]);
  const [second] = await runtime.query<{ row: object }>(
    "delete from outbox where key = $1 and agg_seq = 2 returning to_jsonb(outbox) as row",
    [id],
  );
  await runtime.start({ consumers: [countAccepted(new Set([id]))] });
  await eventually(async () =>
    expect(
      await runtime.query("select 1 from parked where code = 'not_yet' and key = $1", [id]),
    ).toHaveLength(1),
  );
  expect(await saidTo(id)).toBe(1);
  await runtime.query(
    `insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
     select shard, event_id, topic, key, agg_seq, type, payload, headers
     from jsonb_to_record($1) as r(shard smallint, event_id text, topic text, key text, agg_seq bigint, type text, payload text, headers text)`,
    [JSON.stringify(second?.row)],
  );
  await eventually(async () => expect(await saidTo(id)).toBe(3));
});

test("a due moment fires once, never early, and a moved one only at its new time", async () => {
  const [fires, moves] = [newTicket(), newTicket()];
  const soon = new Date(Date.now() + 1_500).toISOString();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const fired: { id: string; at: string }[] = [];
  const handler = onTimer({
    kind: "due",
    store: runtime.tallies,
    correlationOf: () => "test",
    decide: (due, _state, { now }) => {
      fired.push({ id: due.aggregateId, at: now });
      return [accepted(due.aggregateId)];
    },
  });
  await runtime.start({ timers: [handler] });
  await runtime.say(fires, [started(fires, soon)]);
  await runtime.say(moves, [started(moves, soon)]);
  await runtime.say(moves, [started(moves, later)]);
  await eventually(async () => {
    const said = await runtime.query(
      "select 1 from event_archive where key = $1 and type = 'ticket.accepted.v1'",
      [fires],
    );
    expect(said).toHaveLength(1);
  });
  expect(fired.map(({ id }) => id)).toEqual([fires]);
  expect(Date.parse(fired[0]?.at ?? "")).toBeGreaterThanOrEqual(Date.parse(soon));
  expect(await runtime.query("select aggregate_id from timer")).toEqual([{ aggregate_id: moves }]);
});

test("two replicas share the shards, and one takes all when the other is gone", async () => {
  const first = await runtime.start({});
  const second = await runtime.start({});
  await eventually(() => {
    expect(first.owned()).toHaveLength(6);
    expect(new Set([...first.owned(), ...second.owned()]).size).toBe(12);
  });
  await second.stop();
  await eventually(() => expect(first.owned()).toHaveLength(12));
});

test("a regular job that failed is said by health until it has run well", async () => {
  let broken = true;
  const job = {
    name: "probe.job",
    everyMs: 1_000,
    run: () => (broken ? Promise.reject(new Error("no such table")) : Promise.resolve()),
  };
  const bus = await runtime.start({ jobs: [job] });
  await eventually(async () =>
    expect(await bus.healthWarnings()).toContainEqual(
      expect.stringMatching(/^the regular job probe\.job failed at 20\S+: no such table$/),
    ),
  );
  broken = false;
  await eventually(async () => expect((await bus.healthWarnings()).join()).not.toContain("probe.job"));
});

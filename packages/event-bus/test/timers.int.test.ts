import { eventually } from "@shouwen/test-kit/eventually";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deadLetterGroups, discardDeadLetters, retryDeadLetters } from "../src/dead-letters.ts";
import { onTimer } from "../src/timers.ts";
import { accepted, newTicket, openRuntime, type Runtime, started } from "./runtime.ts";

let runtime: Runtime;

beforeEach(async () => {
  runtime = await openRuntime();
});
afterEach(() => runtime.close());

const soon = () => new Date(Date.now() + 300).toISOString();
const mind = { actor: "stf_admin", reason: "mended" };

/** Fires every due moment but those of `broken`, and counts the tries of each. */
const firing = (broken: Set<string>, failure: () => Error = () => new Error("broken")) => {
  const tries = new Map<string, number>();
  const handler = onTimer({
    kind: "due",
    store: runtime.tallies,
    correlationOf: () => "test",
    decide: ({ aggregateId }) => {
      tries.set(aggregateId, (tries.get(aggregateId) ?? 0) + 1);
      if (broken.has(aggregateId)) throw failure();
      return [accepted(aggregateId)];
    },
  });
  return { handler, triesOf: (id: string) => tries.get(id) ?? 0 };
};

const arm = async (...ids: readonly string[]) => {
  for (const id of ids) await runtime.say(id, [started(id, soon())]);
};

const timerOf = async (id: string) =>
  (
    await runtime.query<{ tries: number; wait: number }>(
      `select tries, extract(epoch from next_try_at - clock_timestamp())::float8 as wait from timer where aggregate_id = $1`,
      [id],
    )
  )[0];

const hasFired = (id: string) =>
  eventually(async () => expect((await runtime.tallies.read([id])).things.get(id)?.state.heard).toBe(1));

test("a timer that fails waits five seconds by itself, and the others fire", async () => {
  const [bad, good] = [newTicket(), newTicket()];
  const { handler, triesOf } = firing(new Set([bad]));
  await runtime.start({ timers: [handler] });
  await arm(bad, good);
  await hasFired(good);
  await eventually(async () => expect(await timerOf(bad)).toMatchObject({ tries: 1 }));
  expect((await timerOf(bad))?.wait).toBeGreaterThan(3);
  const later = newTicket();
  await arm(later);
  await hasFired(later);
  expect(triesOf(bad)).toBe(1);
});

test("after twelve tries it stands beside the dead letters with its reason; a person tries it again or gives it up", async () => {
  const [mended, lost] = [newTicket(), newTicket()];
  const broken = new Set([mended, lost]);
  const { handler, triesOf } = firing(broken);
  await runtime.start({ timers: [handler] });
  await arm(mended, lost);
  await eventually(async () => {
    for (const id of broken) expect(await timerOf(id)).toMatchObject({ tries: 1 });
  });
  await runtime.query("update timer set tries = 11, next_try_at = now()");
  const groups = () => deadLetterGroups(runtime.database);
  await eventually(async () =>
    expect(await groups()).toMatchObject([
      { consumer: "timer due", type: "due", code: "Error", status: "dead", count: 2 },
    ]),
  );
  expect(await runtime.query("select 1 from timer")).toHaveLength(0);

  broken.clear();
  const [row] = await runtime.query<{ id: number }>("select id from parked where key = $1", [lost]);
  expect(await discardDeadLetters(runtime.database, { id: row?.id ?? 0 }, mind)).toBe(1);
  expect(await retryDeadLetters(runtime.database, { consumer: "timer due" }, mind)).toBe(1);
  await hasFired(mended);
  expect(await groups()).toEqual([]);
  expect(triesOf(lost)).toBe(2);
});

test("a database that fails uses up none of a timer's tries", async () => {
  const id = newTicket();
  const broken = new Set([id]);
  const away = () => Object.assign(new Error("away"), { code: "57P01" });
  const { handler, triesOf } = firing(broken, away);
  await runtime.start({ timers: [handler] });
  await arm(id);
  await eventually(() => expect(triesOf(id)).toBeGreaterThan(1));
  expect(await timerOf(id)).toMatchObject({ tries: 0 });
  broken.clear();
  await hasFired(id);
});

test("timers of a kind that nobody fires hold no other up, and the service is not ready and says which they are", async () => {
  await runtime.query(
    `insert into timer (key, fire_at, kind, aggregate_id, shard, data)
     select 'old ' || n, now() - interval '1 hour', 'forgotten', 'tic_old', n % 12, '{}' from generate_series(1, 250) as n`,
  );
  const { handler } = firing(new Set());
  const bus = await runtime.start({ timers: [handler] });
  const id = newTicket();
  await arm(id);
  await hasFired(id);
  expect(bus.notReadyBecause()).toBe("timers are armed that this version cannot fire: forgotten (250)");
});

test("what keeps a timer from firing does not make the runtime ask again and again", async () => {
  const id = newTicket();
  const { handler, triesOf } = firing(new Set([id]));
  const asked = vi.spyOn(runtime.database, "query");
  const looks = () =>
    asked.mock.calls.filter(([query]) => (query as { name?: string }).name === "timers_due").length;
  await runtime.start({ timers: [handler] });
  await arm(id);
  await eventually(async () => expect(await timerOf(id)).toMatchObject({ tries: 1 }));
  const [before, since] = [looks(), performance.now()];
  await eventually(() => expect(looks() - before).toBeGreaterThan(2));
  expect((looks() - before) / (performance.now() - since)).toBeLessThan(0.03); // a millisecond: 30 a second
  expect(triesOf(id)).toBe(1);
});

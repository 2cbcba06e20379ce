import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterEach, beforeEach, expect, test } from "vitest";
import { retryDeadLetters } from "../src/dead-letters.ts";
import { type Consumer, type Message, NotYet } from "../src/message.ts";
import { accepted, newTicket, openRuntime, type Runtime } from "./runtime.ts";

let runtime: Runtime;

beforeEach(async () => {
  runtime = await openRuntime();
});

afterEach(() => runtime.close());

type Row = { status: string; tries: number; waitS: number };

const rowOf = async (key: string): Promise<Row | undefined> => {
  const [row] = await runtime.query<Row>(
    `select status, tries, extract(epoch from next_try_at - last_failed_at)::float8 as "waitS" from parked where key = $1`,
    [key],
  );
  return row;
};

/** So much of the database's time passes for what is parked. */
const letPass = (key: string, seconds: number) =>
  runtime.query(
    `update parked set first_failed_at = first_failed_at - make_interval(secs => $2),
       last_failed_at = last_failed_at - make_interval(secs => $2), next_try_at = next_try_at - make_interval(secs => $2)
     where key = $1`,
    [key, seconds],
  );

/** A consumer that fails about `key` in the way that `failure` says, and counts how often it was asked. */
const failing = (key: string, failure: () => Error | undefined) => {
  const asked: number[] = [];
  const consumer: Consumer = {
    name: "fail",
    types: [ticketAccepted.type],
    handle: async (messages) => {
      const failures = new Map<Message, unknown>();
      for (const message of messages.filter((one) => one.key === key)) {
        asked.push(performance.now());
        const error = failure();
        if (error) failures.set(message, error);
      }
      return failures;
    },
  };
  return { consumer, asked };
};

const rounded = (seconds: number | undefined) => Math.round(seconds ?? Number.NaN);

test("a message that fails is tried three times in place, then twelve times from 5 s to 15 min apart, and is dead after the twelfth", async () => {
  const id = newTicket();
  const { consumer, asked } = failing(id, () => new TypeError("a handler bug"));
  await runtime.say(id, [accepted(id)]);
  await runtime.start({ consumers: [consumer] });
  await eventually(async () => expect(await rowOf(id)).toMatchObject({ status: "parked", tries: 1 }));
  const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  expect(gaps).toHaveLength(3);
  for (const [index, atLeast] of [50, 200, 800].entries())
    expect(gaps[index]).toBeGreaterThanOrEqual(atLeast - 2);

  const waits = [rounded((await rowOf(id))?.waitS)];
  for (let tries = 2; tries <= 12; tries += 1) {
    await letPass(id, (await rowOf(id))?.waitS ?? 0);
    await eventually(async () => expect((await rowOf(id))?.tries).toBe(tries));
    waits.push(rounded((await rowOf(id))?.waitS));
  }
  expect(waits.slice(0, 11)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
  expect(await rowOf(id)).toMatchObject({ status: "dead", tries: 12 });
});

test("what waits for something else burns no tries, is looked at ever less often, and is dead after a day", async () => {
  const id = newTicket();
  const { consumer } = failing(id, () => new NotYet("the team is unknown"));
  await runtime.say(id, [accepted(id)]);
  await runtime.start({ consumers: [consumer] });
  await eventually(async () => expect((await rowOf(id))?.status).toBe("parked"));
  for (const [seconds, waitS] of [
    [20, 2],
    [1_980, 100],
    [34_000, 900],
  ] as const) {
    await letPass(id, seconds);
    await eventually(async () => expect(rounded((await rowOf(id))?.waitS)).toBe(waitS));
  }
  expect(await rowOf(id)).toMatchObject({ status: "parked", tries: 0 });
  await letPass(id, 24 * 3_600 - 36_000 + 5);
  await eventually(async () => expect(await rowOf(id)).toMatchObject({ status: "dead", tries: 0 }));
  // A person who puts it back in line gives it another day: it was dead again at once.
  await retryDeadLetters(runtime.database, {}, { actor: "stf_ian", reason: "the team is there now" });
  await eventually(async () => expect((await rowOf(id))?.waitS).toBeGreaterThan(1.5));
  expect(await rowOf(id)).toMatchObject({ status: "parked" });
});

test("what has waited for hours is taken up within seconds of hearing what it waited for", async () => {
  const [waits, prerequisite] = [newTicket(), newTicket()];
  const uuid = prerequisite.slice("tic_".length);
  let isThere = false;
  const { consumer } = failing(waits, () => (isThere ? undefined : new NotYet("the request is unknown")));
  // It names its prerequisite in its data, under another prefix.
  await runtime.say(waits, [accepted(waits)]);
  await runtime.query("update outbox set payload = replace(payload, 'stf_x', $1)", [`stf_${uuid}`]);
  await runtime.start({ consumers: [consumer] });
  await eventually(async () => expect((await rowOf(waits))?.status).toBe("parked"));
  await letPass(waits, 10 * 3_600);
  await eventually(async () => expect((await rowOf(waits))?.waitS).toBeGreaterThan(800));
  // Five seconds at most pass until the process has noticed that somebody waits.
  isThere = true;
  await eventually(async () => {
    await runtime.say(prerequisite, [accepted(prerequisite)]);
    expect(await rowOf(waits)).toBeUndefined();
  });
});

import { type Database, openDatabase } from "@shouwen/event-bus/database";
import { postgres, type TestDatabase } from "@shouwen/test-kit/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { openPolicies } from "../src/policies.ts";
import { receivedPolicies } from "../src/received-policies.ts";

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await postgres(["callbacks"]);
  database = openDatabase({ url: home.services.callbacks?.machine ?? "", applicationName: "probe" });
});

afterAll(async () => {
  await database.end();
  await home.close();
});

const cups = z.object({ cups: z.int() });
const kind = (name: string) => ({ kind: name, schema: cups, shipped: { cups: 1 }, database });
const open = (name: string) =>
  openPolicies({
    ...kind(name),
    source: "/services/probe",
    wake: () => undefined,
    now: () => new Date().toISOString(),
  });

/** How many rows the reading of rules has brought since. */
const countingRows = () => {
  const spy = vi.spyOn(database, "query");
  const isReading = ([asked]: readonly unknown[]) =>
    ["policies_since", "heard_policies"].includes((asked as { name?: string }).name ?? "");
  return {
    rows: async (): Promise<number> => {
      const answers = spy.mock.results.filter((_, n) => isReading(spy.mock.calls[n] ?? []));
      const results = (await Promise.all(answers.map(({ value }) => value))) as { rows: unknown[] }[];
      return results.reduce((sum, { rows }) => sum + rows.length, 0);
    },
    end: () => spy.mockRestore(),
  };
};

const asAdmin = async (text: string) => {
  const client = new pg.Client({ connectionString: home.adminUrl });
  await client.connect();
  await client.query(text);
  await client.end();
};

const later = () => vi.advanceTimersByTime(1_001);

test("rules that were read once are not read again: each second only what was published since", async () => {
  const [here, elsewhere] = [open("tea"), open("tea")];
  const publish = (n: number) =>
    here.publish({ scope: "group", body: { cups: n } }, { by: "stf_admin", commandId: `cmd_${n}` });
  for (let n = 2; n < 7; n++) await publish(n);
  await asAdmin("update callbacks.policy set published_at = now() - (10 - version) * interval '1 minute'");
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    expect((await elsewhere.current()).inForce("prp_a", "2100-01-01").body).toEqual({ cups: 6 });
    const counting = countingRows();
    await publish(7);
    later();
    expect((await elsewhere.current()).inForce("prp_a", "2100-01-01").body).toEqual({ cups: 7 });
    expect((await elsewhere.current()).versions).toHaveLength(7);
    expect(await counting.rows()).toBe(2); // the new one, and the newest before it once more
    counting.end();
  } finally {
    vi.useRealTimers();
  }
});

test("of another service's rules only those are read that were not heard before", async () => {
  const policySet = receivedPolicies(kind("coffee"));
  const hear = (version: number, body: object) =>
    database.query(
      `insert into known_state (topic, id, agg_seq, state) values ('shouwen.policy_state', $1, 1, $2)`,
      [
        `pol_coffee_group@${version}`,
        JSON.stringify({
          policyVersionId: `pol_coffee_group@${version}`,
          kind: "coffee",
          scope: "group",
          version,
          effectiveFrom: `2026-01-0${version}T00:00:00Z`,
          body,
        }),
      ],
    );
  await hear(1, { cups: 2 });
  await hear(2, { pots: "of a form that nobody knows here" });
  vi.useFakeTimers({ toFake: ["performance"] });
  const counting = countingRows();
  try {
    const now = async () => (await policySet()).inForce("prp_a", "2100-01-01").body;
    expect(await now()).toEqual({ cups: 2 });
    await hear(3, { cups: 3 });
    expect(await now()).toEqual({ cups: 2 }); // not a second later
    later();
    expect(await now()).toEqual({ cups: 3 });
    later();
    await now();
    expect(await counting.rows()).toBe(3);
  } finally {
    counting.end();
    vi.useRealTimers();
  }
});

import { expect, test } from "vitest";
import { type Committed, commitTogether, groupCommit } from "./group-commit.ts";

type Batch = { readonly items: readonly number[]; finish(): void; fail(error: Error): void };

/** A commit whose end the test decides. */
const heldCommit = () => {
  const batches: Batch[] = [];
  const commit = (items: readonly number[]) =>
    new Promise<readonly Committed<string>[]>((resolve, reject) => {
      batches.push({
        items,
        finish: () => resolve(items.map((item) => ({ answer: `saved ${item}` }))),
        fail: reject,
      });
    });
  return { batches, commit };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

test("what arrives while commits are under way shares the next one, at most so many together and two at once", async () => {
  const { batches, commit } = heldCommit();
  const { submit } = groupCommit({ commit, maxItems: 3, inFlight: 2 });
  const answers = range(0, 8).map((n) => submit(n));
  await turn();
  expect(batches.map(({ items }) => items)).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  const late = submit(8);
  await turn();
  expect(batches).toHaveLength(2);
  batches[0]?.finish();
  await answers[0];
  await turn();
  expect(batches[2]?.items).toEqual([6, 7, 8]);
  batches[1]?.finish();
  batches[2]?.finish();
  expect(await Promise.all([...answers, late])).toEqual(range(0, 9).map((n) => `saved ${n}`));
});

test("one that arrives while nothing runs goes at once and alone", async () => {
  const { batches, commit } = heldCommit();
  const { submit } = groupCommit({ commit });
  const answer = submit(1);
  await turn();
  expect(batches.map(({ items }) => items)).toEqual([[1]]);
  batches[0]?.finish();
  expect(await answer).toBe("saved 1");
});

const failsOn = (bad: number, error: Error) => async (items: readonly number[]) => {
  if (items.includes(bad)) throw error;
  return items.map((item) => ({ answer: item }));
};

test("an item that cannot be saved fails alone", async () => {
  const { submit } = groupCommit({ commit: failsOn(2, new Error("row 2 is wrong")) });
  const settled = await Promise.allSettled(range(0, 5).map((n) => submit(n)));
  expect(settled.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
});

test("an item that the commit itself refuses fails with that error, the others do not", async () => {
  const refusal = new Error("said before");
  const { submit } = groupCommit<number, number>({
    commit: async (items) => items.map((item) => (item === 1 ? { error: refusal } : { answer: item })),
  });
  const settled = await Promise.allSettled([submit(0), submit(1)]);
  expect(settled).toEqual([
    { status: "fulfilled", value: 0 },
    { status: "rejected", reason: refusal },
  ]);
});

test("when the database is gone all fail at once, and it is not asked for each of them", async () => {
  let asked = 0;
  const gone = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const outcomes = await commitTogether(
    async () => {
      asked += 1;
      throw gone;
    },
    range(0, 50),
  );
  expect(asked).toBe(1);
  expect(outcomes).toEqual(range(0, 50).map(() => ({ error: gone })));
});

test("two batches that got in each other's way are tried again, one by one", async () => {
  const deadlock = Object.assign(new Error("deadlock"), { code: "40P01" });
  const outcomes = await commitTogether(
    async (items: readonly number[]) => {
      if (items.length > 1) throw deadlock;
      return items.map((item) => ({ answer: item }));
    },
    [1, 2],
  );
  expect(outcomes).toEqual([{ answer: 1 }, { answer: 2 }]);
});

test("the door closes when too many wait, and opens again when they are through", async () => {
  const { batches, commit } = heldCommit();
  const { submit } = groupCommit({ commit, maxItems: 1, inFlight: 1, maxWaiting: 2 });
  const first = submit(0);
  await turn();
  const waiting = [submit(1), submit(2)];
  await expect(submit(3)).rejects.toMatchObject({ code: "too_busy", kind: "busy" });
  for (let n = 0; n < 3; n++) {
    batches[n]?.finish();
    await turn();
    await turn();
  }
  expect(await Promise.all([first, ...waiting])).toEqual(["saved 0", "saved 1", "saved 2"]);
});

import type { Fact } from "@shouwen/contracts/define-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AggregateStore } from "../src/aggregate-store.ts";
import { Rejection } from "../src/rejection.ts";
import { decideMany, decideOne, decideTogether } from "../src/shell.ts";
import { accepted, newTicket, openRuntime, type Runtime, type Tally } from "./runtime.ts";

let runtime: Runtime;

beforeEach(async () => {
  runtime = await openRuntime();
});
afterEach(() => runtime.close());

const cause = { actor: null, correlationId: "test" };
const commandKey = (eventId: string) => ({ consumer: "http", source: "/people/stf_1", eventId });
const no = () =>
  new Rejection({ code: "ticket.merged", kind: "conflict", title: "It was merged into another" }, {});

/** Somebody else counts once more between our reading and our saving, the first `times` times. */
const contested = (id: string, times = 1): AggregateStore<Tally, Fact> => {
  let left = times;
  const before = async () => {
    if (left-- > 0) await runtime.say(id, [accepted(id)]);
  };
  const { tallies } = runtime;
  return {
    ...tallies,
    save: (pending, now) => before().then(() => tallies.save(pending, now)),
    saveTogether: (pending, now) => before().then(() => tallies.saveTogether(pending, now)),
  };
};

const counted = async (...ids: string[]) =>
  Promise.all(ids.map(async (id) => (await runtime.tallies.find(id)).heard));

test("one thing is decided about on the state that is saved, however often somebody else comes first", async () => {
  const id = newTicket();
  const seen: number[] = [];
  const decide = ({ heard }: Tally) => {
    seen.push(heard);
    return [accepted(id)];
  };
  const outcome = await decideOne(contested(id, 3), id, { cause, decide });
  expect(seen).toEqual([0, 1, 2, 3]);
  expect(outcome).toMatchObject({ version: 4, repeated: false, state: { heard: 4 } });
  await expect(decideOne(contested(id, 4), id, { cause, decide })).rejects.toMatchObject({
    code: "changed_meanwhile",
  });
});

test("a command that comes again is answered with what there is, and nothing is prepared or decided", async () => {
  const id = newTicket();
  const once = commandKey("cmd 1");
  const prepared: number[] = [];
  const command = () =>
    decideOne(runtime.tallies, id, {
      cause: { ...cause, once },
      prepare: async ({ heard }) => prepared.push(heard),
      decide: () => [accepted(id)],
    });
  expect(await Promise.all([command(), command()])).toMatchObject([{ version: 1 }, { version: 1 }]);
  expect(await command()).toMatchObject({ version: 1, repeated: true, facts: [] });
  expect(await counted(id)).toEqual([1]);
  expect(prepared.every((heard) => heard === 0)).toBe(true);
});

test("whoever insists on a version that is gone is told the one there is", async () => {
  const id = newTicket();
  await runtime.say(id, [accepted(id)]);
  const order = { cause, ifVersion: 0, decide: () => [accepted(id)] };
  await expect(decideOne(runtime.tallies, id, order)).rejects.toMatchObject({
    code: "stale_version",
    facts: { version: 1 },
  });
});

test("of many, each is saved, lost or refused by itself, and what stays as it is is none of these", async () => {
  const [saved, lost, refused, unchanged, nowhere] = Array.from({ length: 5 }, newTicket) as [
    string,
    string,
    string,
    string,
    string,
  ];
  for (const id of [saved, lost, refused, unchanged]) await runtime.say(id, [accepted(id)]);
  const all = [saved, lost, refused, unchanged, nowhere, saved];
  const order = {
    by: "test",
    rounds: 1,
    decide: ({ id }: { id: string }) => {
      if (id === refused) throw no();
      return id === unchanged ? undefined : { facts: [accepted(id)], cause };
    },
  };
  const outcome = await decideMany(contested(lost), all, order);
  expect([...outcome.saved.keys()]).toEqual([saved]);
  expect(outcome).toMatchObject({ lost: [lost], refused: [{ by: "test", id: refused }], repeated: false });
  expect(runtime.refusals).toMatchObject([{ by: "test", id: refused }]);
  expect(await counted(...all.slice(0, 5))).toEqual([2, 2, 1, 1, 0]);
});

test("what was lost is decided again, unless it is left to the next turn", async () => {
  const [one, other] = [newTicket(), newTicket()] as [string, string];
  for (const id of [one, other]) await runtime.say(id, [accepted(id)]);
  const once = commandKey("cmd many");
  const decide = ({ id }: { id: string }) => ({ facts: [accepted(id)], cause });
  const order = { by: "test", once, decide };
  const first = await decideMany(contested(other), [one, other], order);
  expect([...first.saved.keys()]).toEqual([one, other]);
  expect(await counted(one, other)).toEqual([2, 3]);
  expect(await decideMany(runtime.tallies, [one, other], order)).toMatchObject({ repeated: true });
  expect(await counted(one, other)).toEqual([2, 3]);
});

test("a dry run answers what would be saved, and saves nothing", async () => {
  const id = newTicket();
  await runtime.say(id, [accepted(id)]);
  const decide = () => ({ facts: [accepted(id)], cause });
  const { saved } = await decideMany(runtime.tallies, [id], { by: "test", isDry: true, decide });
  expect(saved.get(id)).toMatchObject({ version: 2, state: { heard: 2 } });
  expect(await counted(id)).toEqual([1]);
});

test("things that are decided about together change all or not at all, and two on the same knowledge are one", async () => {
  const [one, other] = [newTicket(), newTicket()] as [string, string];
  const decide = () => [[accepted(one)], [accepted(other)]];
  expect(await decideTogether(contested(other), [one, other], { cause, decide })).toMatchObject([
    { version: 1 },
    { version: 2 },
  ]);
  expect(await counted(one, other)).toEqual([1, 2]);

  const order = { cause, decide, knowing: { consumer: "test", source: "/sum", eventId: "3" } };
  await expect(decideTogether(contested(one), [one, other], order)).rejects.toMatchObject({
    code: "changed_meanwhile",
  });
  expect(await counted(one, other)).toEqual([2, 2]);
  await decideTogether(runtime.tallies, [one, other], order);
  await expect(decideTogether(runtime.tallies, [one, other], order)).rejects.toMatchObject({
    code: "changed_meanwhile",
  });
  expect(await counted(one, other)).toEqual([3, 3]);
});

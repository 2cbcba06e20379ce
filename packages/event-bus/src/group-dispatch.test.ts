import { expect, test } from "vitest";
import type { Dispatch } from "./dispatcher.ts";
import { groupDispatch } from "./group-dispatch.ts";
import type { Message } from "./message.ts";

const aMessage = (key: string, topic = "shouwen.ticket"): Message => ({ key, topic }) as Message;

/** A dispatch that the test lets end, and what it was given. */
const heldDispatch = () => {
  const given: string[][] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const dispatch: Dispatch = (messages) => {
    given.push(messages.map(({ key }) => key));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    ends.push({ resolve, reject });
    return promise;
  };
  return { given, ends, dispatch };
};

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test("what comes while others are under way goes together, topic by topic", async () => {
  const { given, ends, dispatch } = heldDispatch();
  const grouped = groupDispatch(dispatch, { inFlight: 1 });
  const first = grouped([aMessage("a")]);
  await turn();
  const rest = [grouped([aMessage("b")]), grouped([aMessage("x", "shouwen.call")]), grouped([aMessage("c")])];
  ends[0]?.resolve();
  await first;
  await turn();
  ends[1]?.resolve();
  await turn();
  ends[2]?.resolve();
  await Promise.all(rest);
  expect(given).toEqual([["a"], ["b", "c"], ["x"]]);
});

test("a group holds no more than it may", async () => {
  const { given, ends, dispatch } = heldDispatch();
  const grouped = groupDispatch(dispatch, { inFlight: 1, most: 3 });
  void grouped([aMessage("a")]);
  await turn();
  void grouped([aMessage("b"), aMessage("c")]);
  void grouped([aMessage("d"), aMessage("e")]);
  ends[0]?.resolve();
  await turn();
  expect(given).toEqual([["a"], ["b", "c"]]);
});

test("when the database fails, everybody of the group hears of it and may try again", async () => {
  const { ends, dispatch } = heldDispatch();
  const grouped = groupDispatch(dispatch, { inFlight: 1 });
  const both = [grouped([aMessage("a")]), grouped([aMessage("b")])];
  await turn();
  ends[0]?.reject(new Error("gone"));
  const outcomes = await Promise.allSettled(both);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const again = grouped([aMessage("a")]);
  await turn();
  ends[1]?.resolve();
  await again;
});

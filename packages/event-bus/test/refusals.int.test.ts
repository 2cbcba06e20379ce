import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterEach, beforeEach, expect, test } from "vitest";
import { reaction } from "../src/reaction.ts";
import { reportRefusals } from "../src/refusal.ts";
import { Rejection } from "../src/rejection.ts";
import { accepted, newTicket, openRuntime, type Runtime } from "./runtime.ts";

let runtime: Runtime;

beforeEach(async () => {
  runtime = await openRuntime();
});
afterEach(() => runtime.close());

/** Reacts to one ticket's events by failing. */
const failing = (id: string, failure: () => Error) =>
  reaction({
    name: "fail",
    on: [ticketAccepted],
    store: runtime.tallies,
    target: ({ data }) => (data.ticketId === id ? id : undefined),
    decide: () => {
      throw failure();
    },
  });

const no = () =>
  new Rejection({ code: "ticket.merged", kind: "conflict", title: "It was merged into another" }, {});

test("what the rules refuse of an event is told with its code and thing, and the event is done with", async () => {
  const id = newTicket();
  await runtime.say(id, [accepted(id)]);
  await runtime.start({ consumers: [failing(id, no)] });
  await eventually(() =>
    expect(runtime.refusals).toMatchObject([{ by: "fail", id, rejection: { code: "ticket.merged" } }]),
  );
  expect(await runtime.query("select 1 from parked where key = $1", [id])).toEqual([]);
  expect(await runtime.query("select 1 from inbox where consumer = 'fail'")).not.toEqual([]);
});

test("an error that only calls itself a rejection is a failure, and nobody takes it for a no", async () => {
  const id = newTicket();
  await runtime.say(id, [accepted(id)]);
  const lookalike = () => Object.assign(new Error("broken"), { name: "Rejection", kind: "conflict" });
  await runtime.start({ consumers: [failing(id, lookalike)] });
  await eventually(async () =>
    expect(await runtime.query("select consumer from parked where key = $1", [id])).toEqual([
      { consumer: "fail" },
    ]),
  );
  expect(runtime.refusals).toEqual([]);
});

test("a refusal stands in the log at info, with who decided, the thing and the code", () => {
  const lines: unknown[] = [];
  const ignore = () => undefined;
  const log = { info: (...line: unknown[]) => void lines.push(line), warn: ignore, error: ignore };
  reportRefusals(log)({ by: "fail", id: "tic_1", rejection: no() });
  expect(lines).toEqual([[{ by: "fail", id: "tic_1", code: "ticket.merged" }, "refused; left as it is"]]);
});

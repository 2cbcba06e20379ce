import { expect, test } from "vitest";
import { ticketOpened, ticketReprioritised } from "../src/events/ticket.ts";
import { sampleOf } from "../src/fixtures.ts";
import { isEmergency, priorityOf, sayPriority } from "../src/priority.ts";
import { priority } from "../src/values.ts";

test("every priority comes out of an event as it went in", () => {
  for (const one of priority.options) expect(priorityOf(sayPriority(one))).toBe(one);
});

test("an emergency is urgent to whoever knows no more than the first version said", () => {
  const data = ticketOpened.data.parse(sampleOf(ticketOpened, sayPriority("emergency")));
  expect(data).toMatchObject({ priority: "urgent", emergency: true });
  expect(ticketOpened.data.safeParse({ ...data, priority: "emergency" }).success).toBe(false);
});

test("an event of before there were emergencies says what it said", () => {
  const { emergency: _none, ...before } = sampleOf(ticketReprioritised, { priority: "urgent" });
  expect(priorityOf(ticketReprioritised.data.parse(before))).toBe("urgent");
  expect(priorityOf({ priority: "urgent", emergency: false })).toBe("urgent");
});

test("a matter is an emergency by its priority, and by the kind that a person chose", () => {
  expect(isEmergency({ kind: "complaint", priority: "emergency" })).toBe(true);
  expect(isEmergency({ kind: "emergency", priority: "urgent" })).toBe(true);
  expect(isEmergency({ kind: "complaint", priority: "urgent" })).toBe(false);
});

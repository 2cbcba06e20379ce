import { expect, test } from "vitest";
import { live } from "../../../test/lives.ts";
import { minutesLater } from "../../../test/tickets.ts";
import { segmentsOf } from "./segments.ts";
import type { TicketFact } from "./ticket-fact.ts";

const life = {
  calendar: 3,
  startMinute: 0,
  responseMinutes: 15,
  resolutionMinutes: 600,
  resolutionCounts: "working" as const,
  replyByMinutes: null,
  lookAfterMinutes: 30,
};

const heldIn = (...deeds: Parameters<typeof live>[0]["deeds"]) => {
  const { events, now } = live({ ...life, deeds });
  const { segments, pingPongs } = segmentsOf(events, now);
  return {
    pingPongs,
    held: segments.map(({ role, id, minutes, to }) => [role, id, minutes, to === null]),
    why: segments.map(({ why }) => why),
  };
};

test("a ticket that moves has one owner and a segment for each who worked on it", () => {
  const { held, why, pingPongs } = heldIn(
    { afterMinutes: 10, what: "accept" },
    { afterMinutes: 20, what: "hand over" },
    { afterMinutes: 30, what: "move" },
    { afterMinutes: 5, what: "accept" },
  );
  expect(held).toEqual([
    ["owner", "stf_maya", 95, true],
    ["team", "tea_lakeside_engineering", 60, false],
    ["handler", "stf_victor", 20, false],
    ["handler", "stf_bruno", 30, false],
    ["team", "tea_lakeside_housekeeping", 35, true],
    ["handler", "stf_victor", 30, true],
  ]);
  expect(why).toEqual([
    "opened",
    "engineering-by-category",
    "accepted_offer",
    "accepted_hand_over",
    "by-hand",
    "accepted_offer",
  ]);
  expect(pingPongs).toBe(1);
});

test("an owner who hands the ticket over has held it until then, and that is no ping-pong", () => {
  const { held, pingPongs } = heldIn({ afterMinutes: 10, what: "new owner" });
  expect(held.filter(([role]) => role === "owner")).toEqual([
    ["owner", "stf_maya", 10, false],
    ["owner", "stf_leo", 30, true],
  ]);
  expect(pingPongs).toBe(0);
});

test("whatever is over is held by nobody", () => {
  const { events } = live({ ...life, deeds: [{ afterMinutes: 10, what: "accept" }] });
  const [last] = events.slice(-1);
  const closed = { type: "ticket.closed.v1", data: { ...last?.data, at: minutesLater(0) } } as TicketFact;
  expect(segmentsOf([...events, closed], minutesLater(0)).segments.every(({ to }) => to !== null)).toBe(true);
});

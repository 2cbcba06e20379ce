import { expect, test } from "vitest";
import { z } from "zod";
import { eventOfType } from "../src/catalogue.ts";
import { defineEvent, tombstoneOf, withFields } from "../src/define-event.ts";
import { profileState } from "../src/events/profile.ts";
import { ticketOwnerAssigned } from "../src/events/ticket.ts";

const anEventOf = (type: string, key = "id") =>
  defineEvent({ type, topic: "shouwen.thing", key, summary: "…", data: z.object({ id: z.string() }) });

test.each([
  "ticket.opened",
  "ticket.v1",
  "Ticket.opened.v1",
  "ticket.opened.v0",
  "ticket-opened.v1",
  "a.b.c.v1",
])("%s is no name of an event: noun.past_participle.vN is", (type) => {
  expect(() => anEventOf(type)).toThrow(`Not an event type: ${type}`);
});

test("an event is ordered by a field that it has", () => {
  expect(() => anEventOf("thing.happened.v1", "thingId")).toThrow("has no field thingId");
});

test("a fact is its type and its data", () => {
  expect(anEventOf("thing.happened.v12").of({ id: "a" })).toEqual({
    type: "thing.happened.v12",
    data: { id: "a" },
  });
});

test("a tombstone names the key of what is gone, for it has no data that could", () => {
  expect(tombstoneOf(profileState, "pro_maya")).toEqual({
    type: "profile.state.v1",
    data: null,
    key: "pro_maya",
  });
});

test("where two shapes name a field, the second is right", () => {
  const shape = withFields({ a: z.string(), b: z.string() }, { b: z.int() });
  expect(z.object(shape).parse({ a: "a", b: 1 })).toEqual({ a: "a", b: 1 });
  expect(ticketOwnerAssigned.data.shape.ownerId.safeParse(null).success).toBe(false); // others may have no owner
});

test("a type that this version does not know has no definition", () => {
  expect(eventOfType("ticket.opened.v1")?.topic).toBe("shouwen.ticket");
  expect(eventOfType("ticket.opened.v99")).toBeUndefined();
});

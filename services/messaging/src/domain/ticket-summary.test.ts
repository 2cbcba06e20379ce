import { ticketClosed, ticketOwnerHandedOver, ticketReopened } from "@shouwen/contracts/events/ticket";
import { ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-sub-tasks";
import { expect, test } from "vitest";
import { anOpening, type TestProperty } from "../../test/facts.ts";
import { learn, nothingKnown } from "./ticket-summary.ts";

const property = { propertyId: "prp_lakeside", ownerId: "stf_maya" } as TestProperty;
const { received, opened, assigned } = anOpening({
  property,
  customer: { profileId: "pro_li", contact: "sealed:v1:pro_li:x" },
});
const handedOver = ticketOwnerHandedOver.of({
  ...assigned.data,
  fromStaffId: "stf_maya",
  ownerId: "stf_omar",
});

test("the request and the ticket come over two topics, in any order", () => {
  const one = [received, opened, assigned].reduce(learn, nothingKnown);
  const other = [opened, assigned, received].reduce(learn, nothingKnown);
  expect(one).toEqual(other);
  expect(one).toMatchObject({
    ownerId: "stf_maya",
    contact: "sealed:v1:pro_li:x",
    ticket: { summary: "水龙头滴水" },
  });
});

test("hearing an event again changes nothing, and a later owner stays", () => {
  const known = [received, opened, assigned, handedOver].reduce(learn, nothingKnown);
  expect(known.ownerId).toBe("stf_omar");
  expect([opened, received].reduce(learn, known)).toEqual(known);
});

test("a ticket is over once it is closed or goes on in another, until it is reopened or stands on its own again", () => {
  const closed = ticketClosed.of({ ...assigned.data, reason: "satisfied", by: null });
  const reopened = ticketReopened.of({
    ...assigned.data,
    reason: "customer_contact",
    words: null,
    reopening: 1,
    by: null,
  });
  const merged = ticketMerged.of({ ...assigned.data, intoTicketId: "tic_other", by: null });
  const unmerged = ticketUnmerged.of({ ...assigned.data, fromTicketId: "tic_other", targets: [], by: null });
  const after = (...events: Parameters<typeof learn>[1][]) => [opened, ...events].reduce(learn, nothingKnown);
  expect(after().over).toBeUndefined();
  expect(after(closed).over).toBe(true);
  expect(after(closed, reopened).over).toBe(false);
  expect(after(merged)).toMatchObject({ over: true, mergedInto: "tic_other" });
  expect(after(merged, unmerged)).toMatchObject({ over: false, mergedInto: null });
});

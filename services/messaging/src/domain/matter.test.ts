import { ticketOwnerHandedOver } from "@shouwen/contracts/events/ticket";
import { expect, test } from "vitest";
import { anOpening, type Premises } from "../../test/facts.ts";
import { learn, nothingKnown } from "./matter.ts";

const premises = { propertyId: "prp_lakeside", ownerId: "stf_maya" } as Premises;
const { received, opened, assigned } = anOpening({
  premises,
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

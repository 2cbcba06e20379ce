import { eventOfType } from "@shouwen/contracts/catalogue";
import { sayPriority } from "@shouwen/contracts/priority";
import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import {
  after,
  aTicket,
  at,
  ladder,
  maya,
  minutesLater,
  escalation as nobody,
  staffed,
  typesOf,
} from "../../../test/tickets.ts";
import { openBare } from "./open-bare.ts";
import { unknownTicket } from "./ticket.ts";

const centre = staffed("stf_centre", {
  roles: ["supervisor"],
  departmentId: "dep_lakeside_customer_service",
});
const desk = staffed("stf_desk", { propertyId: "prp_group", teamIds: ["tea_group_desk"] });
const bare = (
  overrides: object = {},
  escalation: Parameters<typeof openBare>[0]["escalation"] = { ladder, staff: [centre] },
) =>
  openBare(
    { request: aRequest({ takenBy: maya.id, ...overrides }), escalation, number: "S26-0001" },
    unknownTicket,
    at,
  );

const told = (facts: ReturnType<typeof bare>) =>
  facts
    .filter(({ type }) => type === "ticket.escalated.v2")
    .map(({ data }) => {
      const { reason, toldIds } = data as { reason: string; toldIds: string[] };
      return [reason, toldIds];
    });

test("a request about which nothing could be decided is somebody's ticket, in nobody's promise and queue, and told of", () => {
  const facts = bare({ replyBy: "9999-12-31T15:59:59.000Z" });
  expect(after(facts)).toMatchObject({
    status: "queued",
    ownerId: maya.id,
    teamId: null,
    departmentId: null,
    targets: [],
    number: "S26-0001",
    replyBy: "9999-12-31T15:59:59.000Z",
    escalationLevel: 1,
  });
  expect(told(facts)).toEqual([["undecided", [maya.id, "stf_centre"]]]);
  for (const { type, data } of facts) expect(eventOfType(type)?.data.safeParse(data).success).toBe(true);
});

test("where nobody took it, the same people hear that nobody owns it; where the house has nobody, the group's desk does", () => {
  const facts = bare({ takenBy: null }, { ladder, staff: [], desk: [desk] });
  expect(typesOf(facts)[0]).toBe("ticket.opened");
  expect(after(facts).ownerId).toBeNull();
  expect(told(facts)).toEqual([
    ["undecided", ["stf_desk"]],
    ["no_owner", ["stf_desk"]],
  ]);
});

test("an emergency is told of as one", () => {
  const facts = bare({ ...sayPriority("emergency"), kind: "complaint" });
  expect(after(facts)).toMatchObject({ priority: "emergency", kind: "complaint" });
  expect(told(facts).map(([reason]) => reason)).toEqual(["undecided", "opened"]);
});

test("what no table can keep is replaced, so that the rest is kept", () => {
  const ticket = after(bare({ summary: "Tap\u0000 drips \ud800", place: "12\u000003" }));
  expect([ticket.summary, ticket.place]).toEqual(["Tap\ufffd drips \ufffd", "12\ufffd03"]);
});

test("a record of the past opens and closes as it did, and nobody is told", () => {
  const past = { mode: "history", receivedAt: minutesLater(-90), takenBy: null, place: null };
  const closed = bare({ ...past, history: { closedAt: minutesLater(-60), note: null } });
  expect(typesOf(closed)).toEqual(["ticket.opened", "ticket.closed"]);
  expect(after(closed)).toMatchObject({ openedAt: minutesLater(-90), closedAt: minutesLater(-60) });
  expect(typesOf(bare({ ...past, history: null }))).toEqual(["ticket.opened"]);
});

test("what is open already is not opened again", () => {
  expect(openBare({ request: aRequest(), escalation: nobody }, aTicket(), at)).toEqual([]);
});

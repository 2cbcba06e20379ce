import { expect, test } from "vitest";
import { aTicket, offeredTo } from "../../../test/tickets.ts";
import { ticketPeopleOf } from "./ticket-people.ts";

test("the people of a ticket are its owner and handler, whoever was offered it, and those of its pieces", () => {
  const subTask = {
    subTaskId: "1",
    title: "Dry the floor",
    forDepartmentId: null,
    forTeamId: "tea_housekeeping",
    responsibleId: "stf_hanna",
    accompaniedBy: null,
    stage: null,
    planId: null,
    dueAt: null,
    state: "open",
  } as const;
  const ticket = offeredTo("stf_victor", { ownershipOfferedTo: "stf_leo", subTasks: [subTask] });
  expect(ticketPeopleOf(ticket, ["tea_desk"])).toEqual({
    ownerId: "stf_maya",
    handlerId: null,
    alsoIds: ["stf_leo", "stf_victor", "stf_hanna"],
    teamIds: ["tea_lakeside_engineering", "tea_housekeeping", "tea_desk"],
  });
});

test("a ticket that nobody was offered and that has no pieces has no more people than its own", () =>
  expect(ticketPeopleOf(aTicket(), []).alsoIds).toEqual([null, null]));

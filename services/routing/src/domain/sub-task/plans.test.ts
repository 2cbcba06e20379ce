import { ticketReinspected, ticketSubTaskDone } from "@shouwen/contracts/events/ticket-sub-tasks";
import { expect, test } from "vitest";
import { after, aTicket, at, maya, teamed } from "../../../test/tickets.ts";
import { about, type Ticket } from "../ticket/ticket.ts";
import { plansPolicy, shippedPlans, subTasksOfPlan } from "./plans.ts";

test("what is said of a piece or a notice that a ticket does not have changes nothing", () => {
  const said = { ...about(aTicket(), at), by: maya.id };
  const done = ticketSubTaskDone.of({ ...said, subTaskId: "sub_1", outcome: "done", lateMs: 0 });
  const look = ticketReinspected.of({
    ...said,
    noticeId: "vio_1",
    inspection: 1,
    passed: true,
    dueAt: null,
    note: null,
  });
  expect(after([done, look], aTicket())).toMatchObject({
    ...aTicket(),
    ticketId: expect.any(String),
    requestId: expect.any(String),
    subTasks: [],
  });
});

test("a plan with more pieces than ids names the rest by its own name", () => {
  const [plan] = plansPolicy.parse(shippedPlans).plans;
  if (!plan) throw new Error("no plan ships");
  const subTasks = subTasksOfPlan(plan, { ids: [], teams: [teamed()], own: aTicket(), at });
  expect(subTasks[0]?.subTaskId).toBe("vip_reception-0");
  const own = plansPolicy.parse(shippedPlans).plans.find(({ id }) => id === "rectification");
  const subTaskOf = (ticket: Ticket) =>
    own && subTasksOfPlan(own, { ids: [], teams: [teamed()], own: ticket, at })[0]?.forTeamId;
  expect(subTaskOf(aTicket())).toBe("tea_lakeside_engineering");
  expect(subTaskOf(aTicket({ teamId: null }))).toBeNull();
  expect(subTasks.find(({ title }) => title.includes("equipment"))).toMatchObject({
    accompaniedBy: "housekeeping",
  });
});

import { Rejection } from "@shouwen/event-bus/rejection";
import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  bruno,
  context,
  handledBy,
  lead,
  maya,
  minutesLater,
  offeredTo,
  resolvedTicket,
  typesOf,
  victor,
} from "../../../test/tickets.ts";
import { type Ticket, unknownTicket } from "./ticket.ts";
import { acceptTicket, declineTicket, pauseTicket, resumeTicket, startTicket } from "./work-on-ticket.ts";

const calendar = context().calendar.body;
const pause = (
  state: Ticket,
  reason: "parts" | "customer" = "parts",
  pausedBy: readonly ("parts" | "customer")[] = ["parts"],
) => pauseTicket({ actor: victor, reason, pausedBy }, state, at);

const rejectionOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
  return "none";
};

test("whoever accepts an offer handles the ticket, and the customer has been answered in time", () => {
  const facts = acceptTicket(victor, offeredTo(victor.id), minutesLater(2));
  expect(typesOf(facts)).toEqual(["ticket.accepted", "sla_target.met", "sla_target.met"]);
  expect(facts[1]?.data).toMatchObject({ target: "accept", lateMs: 0, responsibleId: victor.id });
  expect(facts[2]?.data).toMatchObject({ target: "response", lateMs: 0, responsibleId: maya.id });
  expect(after(facts, offeredTo(victor.id))).toMatchObject({
    status: "accepted",
    handlerId: victor.id,
    ownerId: maya.id,
    offer: null,
  });
});

test("an answer that comes late, before the clock said so, is a broken promise first", () => {
  const facts = acceptTicket(victor, aTicket(), minutesLater(20));
  expect(typesOf(facts)).toEqual(["ticket.accepted", "sla_target.breached", "sla_target.met"]);
  expect(facts[2]?.data).toMatchObject({ lateMs: 5 * 60_000 });
});

test("accepting twice changes nothing, so retries are safe", () => {
  expect(acceptTicket(victor, handledBy(victor.id), at)).toEqual([]);
});

test("nobody takes a ticket that was offered to somebody else", () => {
  expect(rejectionOf(() => acceptTicket(bruno, offeredTo(victor.id), at))).toBe("ticket.offered_to_another");
  expect(rejectionOf(() => acceptTicket(bruno, handledBy(victor.id), at))).toBe("ticket.offered_to_another");
});

test("from a queue its team takes, its owner or somebody who leads, and nobody else", () => {
  for (const taker of [bruno, lead, { ...bruno, id: "stf_owner", teamIds: [] }]) {
    const ticket = aTicket({ ownerId: "stf_owner" });
    expect(after(acceptTicket(taker, ticket, at), ticket).handlerId).toBe(taker.id);
  }
  const gardener = { ...bruno, teamIds: ["tea_lakeside_garden"] };
  expect(rejectionOf(() => acceptTicket(gardener, aTicket(), at))).toBe("ticket.not_of_the_team");
  expect(rejectionOf(() => acceptTicket(bruno, aTicket({ teamId: null }), at))).toBe(
    "ticket.not_of_the_team",
  );
});

test("a hand-over counts once it is accepted, and no promise starts anew", () => {
  const ticket = handledBy(victor.id, { offer: { toStaffId: bruno.id, acceptBy: null, from: "handler" } });
  const facts = acceptTicket(bruno, ticket, at);
  expect(typesOf(facts)).toEqual(["ticket.handed_over"]);
  expect(after(facts, ticket)).toMatchObject({
    handlerId: bruno.id,
    ownerId: maya.id,
    targets: ticket.targets,
  });
});

test("a declined offer goes back to the queue and not to the same person again", () => {
  const ticket = after(declineTicket(victor, offeredTo(victor.id), at), offeredTo(victor.id));
  expect(ticket).toMatchObject({ status: "queued", declinedBy: [victor.id], offer: null });
});

test("a declined hand-over stays with its handler", () => {
  const ticket = handledBy(victor.id, { offer: { toStaffId: bruno.id, acceptBy: null, from: "handler" } });
  expect(after(declineTicket(bruno, ticket, at), ticket)).toMatchObject({
    status: "in_progress",
    handlerId: victor.id,
    offer: null,
  });
});

test("only the person who was asked may decline", () => {
  expect(rejectionOf(() => declineTicket(bruno, offeredTo(victor.id), at))).toBe("ticket.offered_to_another");
});

test("work begins once", () => {
  const accepted = handledBy(victor.id, { status: "accepted" });
  expect(after(startTicket(victor, accepted, at), accepted).status).toBe("in_progress");
  expect(startTicket(victor, handledBy(victor.id), at)).toEqual([]);
});

test("only the handler, the owner and those who lead work on a ticket", () => {
  expect(rejectionOf(() => startTicket(bruno, handledBy(victor.id), at))).toBe("ticket.not_the_handler");
  expect(startTicket(maya, handledBy(victor.id, { status: "accepted" }), at)).toHaveLength(1);
  expect(startTicket(lead, handledBy(victor.id, { status: "accepted" }), at)).toHaveLength(1);
});

test("while a ticket waits its promises wait, and run on as much later as was waited", () => {
  const waiting = after(pause(handledBy(victor.id)), handledBy(victor.id));
  expect(waiting.targets.map(({ state }) => state)).toEqual(["paused", "paused"]);
  const resumed = after(resumeTicket({ actor: victor, calendar }, waiting, minutesLater(30)), waiting);
  expect(resumed).toMatchObject({ status: "in_progress", waiting: null });
  expect(resumed.targets.map(({ dueAt, state }) => [dueAt, state])).toEqual([
    [minutesLater(45), "running"],
    [minutesLater(270), "running"],
  ]);
});

test("the date that the customer was given stands, whatever we wait for", () => {
  const replyBy = {
    name: "reply_by" as const,
    dueAt: minutesLater(60),
    policyVersion: "p@1",
    calendarVersion: "c@1",
    state: "running" as const,
  };
  const ticket = handledBy(victor.id, { targets: [replyBy] });
  const waiting = after(pause(ticket), ticket);
  expect(
    after(resumeTicket({ actor: victor, calendar }, waiting, minutesLater(30)), waiting).targets,
  ).toEqual([replyBy]);
});

test("a reason that the policy does not name stops no clock", () => {
  const waiting = after(pause(handledBy(victor.id), "customer"), handledBy(victor.id));
  expect(waiting).toMatchObject({ status: "waiting" });
  expect(waiting.targets.map(({ state }) => state)).toEqual(["running", "running"]);
});

test("waiting for the same thing again, and resuming what does not wait, change nothing", () => {
  const waiting = after(pause(handledBy(victor.id)), handledBy(victor.id));
  expect(pause(waiting)).toEqual([]);
  expect(resumeTicket({ actor: victor, calendar }, handledBy(victor.id), at)).toEqual([]);
});

test("a command that the state does not allow names the state and what is allowed", () => {
  expect(() => startTicket(victor, resolvedTicket(), at)).toThrow(
    expect.objectContaining({
      code: "ticket.not_allowed_now",
      facts: { state: "resolved", allowed: ["accepted", "in_progress"] },
    }),
  );
  expect(rejectionOf(() => startTicket(victor, unknownTicket, at))).toBe("ticket.not_found");
  expect(rejectionOf(() => pause(resolvedTicket()))).toBe("ticket.not_allowed_now");
});

test("a promise whose moment passed before its timer could say so is broken before the wait begins", () => {
  const ticket = handledBy(victor.id);
  const pause = { reason: "parts", pausedBy: ["parts"], actor: victor } as const;
  const facts = pauseTicket(pause, ticket, minutesLater(15.1));
  expect(typesOf(facts)).toEqual(["sla_target.breached", "ticket.paused"]);
  expect(after(facts, ticket).targets.map(({ state }) => state)).toEqual(["breached", "paused"]);
});

import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  bruno,
  escalation,
  handledBy,
  lead,
  maya,
  minutesLater,
  offeredTo,
  staffed,
  teamed,
  ticketContext,
  typesOf,
  victor,
} from "../../../test/tickets.ts";
import { assignOwner } from "../assignment/assign-owner.ts";
import { releaseLeaversTicket } from "../assignment/release-leavers-ticket.ts";
import { calendarPolicy, shippedCalendar } from "../policy/policies.ts";
import { acceptOwnership, moveToTeam, offerHandOver, offerOwnership } from "./hand-over.ts";

import { unknownTicket } from "./ticket.ts";
import { pauseTicket } from "./work-on-ticket.ts";

const calendar = calendarPolicy.parse(shippedCalendar);

test("a ticket is never silently taken from another owner", () => {
  expect(assignOwner({ ownerId: maya.id, reason: "manual" }, aTicket(), at)).toEqual([]);
  expect(() => assignOwner({ ownerId: bruno.id, reason: "manual" }, aTicket(), at)).toThrow(
    expect.objectContaining({ code: "ticket.already_owned", facts: { ownerId: maya.id } }),
  );
  expect(
    after(
      assignOwner({ ownerId: bruno.id, reason: "came_on_duty" }, aTicket({ ownerId: null }), at),
      aTicket(),
    ).ownerId,
  ).toBe(bruno.id);
});

test("ownership changes only by an accepted hand-over", () => {
  const offered = after(offerOwnership({ actor: maya, to: staffed("stf_leo") }, aTicket(), at), aTicket());
  expect(offered).toMatchObject({ ownerId: maya.id, ownershipOfferedTo: "stf_leo" });
  expect(offerOwnership({ actor: maya, to: staffed("stf_leo") }, offered, at)).toEqual([]);
  const leo = { id: "stf_leo", roles: ["agent" as const] };
  expect(after(acceptOwnership(leo, offered, at), offered)).toMatchObject({
    ownerId: "stf_leo",
    ownershipOfferedTo: null,
  });
  expect(acceptOwnership(maya, offered, at)).toEqual([]);
  expect(() => acceptOwnership(bruno, offered, at)).toThrow(
    expect.objectContaining({ code: "ticket.offered_to_another" }),
  );
});

test("work is offered to colleagues of the same property who still work there", () => {
  const ticket = handledBy(victor.id);
  const offered = after(offerHandOver({ actor: victor, to: staffed(bruno.id) }, ticket, at), ticket);
  expect(offered.offer).toEqual({ toStaffId: bruno.id, acceptBy: null, from: "handler" });
  expect(offerHandOver({ actor: victor, to: staffed(bruno.id) }, offered, at)).toEqual([]);
  const to = (person: ReturnType<typeof staffed> | undefined) => () =>
    offerHandOver({ actor: victor, to: person }, ticket, at);
  expect(to(undefined)).toThrow(expect.objectContaining({ code: "staff.not_found" }));
  expect(to(staffed("stf_far", { propertyId: "prp_far" }))).toThrow(
    expect.objectContaining({ code: "staff.not_found" }),
  );
  expect(to(staffed("stf_gone", { employed: false }))).toThrow(
    expect.objectContaining({ code: "staff.cannot_handle" }),
  );
});

test("a ticket moves to another team under the same owner, with the same promises", () => {
  const ticket = handledBy(victor.id);
  const team = teamed({ teamId: "tea_lakeside_fnb", departmentId: "dep_lakeside_fnb" });
  expect(after(moveToTeam({ actor: victor, team, calendar }, ticket, at), ticket)).toMatchObject({
    status: "queued",
    teamId: "tea_lakeside_fnb",
    handlerId: null,
    ownerId: maya.id,
    targets: ticket.targets,
  });
});

test("whoever has it puts it back into their own team's queue; what waits there already stays", () => {
  const ticket = handledBy(victor.id);
  const back = after(moveToTeam({ actor: victor, team: teamed(), calendar }, ticket, at), ticket);
  expect(back).toMatchObject({ status: "queued", teamId: ticket.teamId, handlerId: null });
  expect(moveToTeam({ actor: lead, team: teamed(), calendar }, back, at)).toEqual([]);
});

test("a wait ends when the ticket moves to another team: its clocks run on", () => {
  const paused = aTicket().targets.map((target) => ({ ...target, state: "paused" as const }));
  const waiting = handledBy(victor.id, {
    status: "waiting",
    waiting: { reason: "parts", since: at },
    targets: paused,
  });
  const team = teamed({ teamId: "tea_lakeside_housekeeping" });
  const facts = moveToTeam({ actor: victor, team, calendar }, waiting, minutesLater(20));
  expect(typesOf(facts)).toEqual(["ticket.resumed", "ticket.queued"]);
  const moved = after(facts, waiting);
  expect(moved).toMatchObject({ status: "queued", waiting: null, teamId: team.teamId });
  expect(moved.targets.map(({ state, dueAt }) => [state, dueAt])).toEqual([
    ["running", minutesLater(35)],
    ["running", minutesLater(260)],
  ]);
});

const leaver = staffed(victor.id, { employed: false, supervisorId: lead.id });
const left = (overrides: Partial<Parameters<typeof releaseLeaversTicket>[0]> = {}) => ({
  leaver,
  supervisor: staffed(lead.id),
  ...ticketContext(),
  ...overrides,
});

test("what a leaver owned is offered to their supervisor, and the customer keeps a name until it is taken", () => {
  const owned = aTicket({ ownerId: victor.id });
  const ticket = after(releaseLeaversTicket(left(), owned, at), owned);
  expect(ticket).toMatchObject({ ownerId: victor.id, ownershipOfferedTo: lead.id });
  expect(releaseLeaversTicket(left(), ticket, at)).toEqual([]);
  expect(after(acceptOwnership(lead, ticket, at), ticket).ownerId).toBe(lead.id);
});

test("without a supervisor somebody with authority hears of it, once", () => {
  const owned = aTicket({ ownerId: victor.id });
  const facts = releaseLeaversTicket(left({ supervisor: undefined }), owned, at);
  expect(typesOf(facts)).toEqual(["ticket.escalated.v2", "ticket.escalated"]);
  const told = after(facts, owned);
  expect(releaseLeaversTicket(left({ supervisor: undefined }), told, at)).toEqual([]);
  const lost = { ...told, ownerId: null };
  const again = after(assignOwner({ ownerId: victor.id, reason: "manual" }, lost, at), lost);
  expect(releaseLeaversTicket(left({ supervisor: undefined }), again, at)[0]?.data).toMatchObject({
    occurrence: 2,
  });
});

test("what a leaver had offered to somebody else who has not taken it is on their supervisor's list", () => {
  const offeredBy = (by: string | null) =>
    aTicket({ ownerId: victor.id, ownershipOfferedTo: bruno.id, ownershipOfferedBy: by });
  const own = offeredBy(victor.id);
  expect(after(releaseLeaversTicket(left(), own, at), own).ownershipOfferedTo).toBe(lead.id);
  // Whoever leads handed it on: that stands, unless that one has left, too.
  expect(releaseLeaversTicket(left(), offeredBy(lead.id), at)).toEqual([]);
  const staff = [staffed(bruno.id, { employed: false })];
  expect(
    releaseLeaversTicket(left({ escalation: { ...escalation, staff } }), offeredBy(lead.id), at),
  ).toHaveLength(1);
});

test("who offered the ownership is kept with the offer", () => {
  const facts = offerOwnership({ actor: maya, to: staffed("stf_leo") }, aTicket(), at);
  expect(after(facts, aTicket())).toMatchObject({ ownershipOfferedBy: maya.id });
});

test("what a leaver worked on, waited for or was offered goes back to its team; others' work stays", () => {
  const working = handledBy(victor.id, { skill: { skill: "plumbing", minLevel: 2 }, forClaim: true });
  expect(after(releaseLeaversTicket(left(), working, at), working)).toMatchObject({
    status: "queued",
    handlerId: null,
    ownerId: maya.id,
    skill: { skill: "plumbing" },
    forClaim: true,
  });
  const offered = offeredTo(victor.id);
  expect(after(releaseLeaversTicket(left(), offered, at), offered)).toMatchObject({ status: "queued" });
  const pause = { reason: "parts", pausedBy: ["parts"], actor: victor } as const;
  const waiting = after(pauseTicket(pause, handledBy(victor.id), at), handledBy(victor.id));
  expect(typesOf(releaseLeaversTicket(left(), waiting, at))).toEqual(["ticket.resumed", "ticket.queued"]);
  for (const untouched of [
    handledBy(bruno.id),
    handledBy(victor.id, { mode: "history" }),
    handledBy(victor.id, { teamId: null }),
    handledBy(victor.id, { status: "resolved" }),
    handledBy(victor.id, { status: "closed", ownerId: victor.id }),
    unknownTicket,
  ])
    expect(releaseLeaversTicket(left(), untouched, at)).toEqual([]);
});

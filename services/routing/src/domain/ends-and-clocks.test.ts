import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  bruno,
  handledBy,
  lead,
  maya,
  minutesLater,
  offeredTo,
  resolvedTicket,
  staffed,
  teamed,
  typesOf,
  victor,
} from "../../test/tickets.ts";
import { addNote, escalateTicket } from "./annotate-ticket.ts";
import { assignOwner } from "./assign-owner.ts";
import { breachTarget } from "./breach-target.ts";
import type { Staff } from "./choose-owner.ts";
import {
  cancelTicket,
  closeTicket,
  endGrace,
  hearAnswer,
  reopenTicket,
  resolveTicket,
} from "./end-ticket.ts";
import { evolveTicket } from "./evolve-ticket.ts";
import { acceptOwnership, moveToTeam, offerHandOver, offerOwnership } from "./hand-over.ts";
import { chooseHandler, offerTicket, tellNobodyFits, withdrawOffer } from "./offer-ticket.ts";
import { unknownTicket } from "./ticket.ts";
import { noFigures } from "./ticket-figures.ts";

const resolve = { actor: victor, outcome: "done" as const, note: null, graceMs: 60_000 };

test("a promise is broken when its moment comes, not before, and once", () => {
  expect(breachTarget("response", aTicket(), minutesLater(14.999))).toEqual([]);
  const facts = breachTarget("response", aTicket(), minutesLater(15));
  expect(typesOf(facts)).toEqual(["sla_target.breached", "ticket.escalated"]);
  expect(breachTarget("response", after(facts, aTicket()), minutesLater(16))).toEqual([]);
});

test("the owner answers for the response, the handler for the work", () => {
  const ticket = handledBy(victor.id);
  expect(breachTarget("response", ticket, minutesLater(15))[0]?.data).toMatchObject({
    responsibleId: maya.id,
  });
  expect(breachTarget("resolution", ticket, minutesLater(240))[0]?.data).toMatchObject({
    responsibleId: victor.id,
  });
  expect(breachTarget("resolution", aTicket(), minutesLater(240))[0]?.data).toMatchObject({
    responsibleId: maya.id,
  });
});

test("what is kept, paused, unknown or never promised cannot be broken", () => {
  const paused = aTicket({
    targets: aTicket().targets.map((target) => ({ ...target, state: "paused" as const })),
  });
  expect(breachTarget("response", paused, minutesLater(99))).toEqual([]);
  expect(breachTarget("reply_by", aTicket(), minutesLater(99))).toEqual([]);
  expect(breachTarget("response", unknownTicket, minutesLater(99))).toEqual([]);
});

test("each breach calls in more authority, up to the general manager", () => {
  expect(breachTarget("response", aTicket({ escalationLevel: 3 }), minutesLater(15))[1]?.data).toMatchObject({
    level: 3,
  });
});

test("resolving keeps the promises that still run and gives the customer a grace window", () => {
  const ticket = after(resolveTicket(resolve, handledBy(victor.id), minutesLater(5)), handledBy(victor.id));
  expect(ticket).toMatchObject({ status: "resolved", resolutions: 1, closesAt: minutesLater(6) });
  expect(ticket.targets.map(({ state }) => state)).toEqual(["met", "met"]);
  expect(resolveTicket(resolve, ticket, at)).toEqual([]);
});

test("a simple case is settled on the spot by its owner, who has handled it then", () => {
  const facts = resolveTicket({ ...resolve, actor: maya }, aTicket(), at);
  expect(facts.at(-1)?.data).toMatchObject({ handlerId: maya.id });
});

test("a promise kept after its breach says how late, one kept while waiting is not late", () => {
  const targets = [
    { ...aTicket().targets[0], state: "breached" },
    { ...aTicket().targets[1], state: "paused" },
  ] as ReturnType<typeof aTicket>["targets"];
  const facts = resolveTicket(resolve, handledBy(victor.id, { targets }), minutesLater(500));
  expect(facts.map(({ data }) => (data as { lateMs?: number }).lateMs)).toEqual([485 * 60_000, 0, undefined]);
});

test("the customer's yes closes the ticket, their no reopens it with their words and calls in authority", () => {
  const yes = hearAnswer({ resolution: 1, outcome: "satisfied", words: null }, resolvedTicket(), at);
  expect(after(yes, resolvedTicket())).toMatchObject({ status: "closed", closedAt: at });
  const words = "sealed:v1:pro_a:AAAA";
  const no = hearAnswer({ resolution: 1, outcome: "dissatisfied", words }, resolvedTicket(), at);
  expect(typesOf(no)).toEqual(["ticket.reopened", "ticket.escalated"]);
  expect(no[0]?.data).toMatchObject({ words, handlerId: null, reopening: 1 });
  expect(after(no, resolvedTicket())).toMatchObject({ status: "queued", ownerId: maya.id, reopenings: 1 });
});

test("an answer about an earlier resolution, or about a ticket that is over, changes nothing", () => {
  expect(
    hearAnswer(
      { resolution: 1, outcome: "dissatisfied", words: null },
      resolvedTicket({ resolutions: 2 }),
      at,
    ),
  ).toEqual([]);
  expect(hearAnswer({ resolution: 1, outcome: "satisfied", words: null }, handledBy(victor.id), at)).toEqual(
    [],
  );
});

test("when nobody could be reached, the grace window decides", () => {
  const unreachable = { resolution: 1, outcome: "unreachable" as const, words: null };
  expect(hearAnswer(unreachable, resolvedTicket(), at)).toEqual([]);
  expect(typesOf(hearAnswer(unreachable, resolvedTicket(), minutesLater(60)))).toEqual(["ticket.closed"]);
});

test("the grace window closes a ticket when it is over and no callback is open", () => {
  expect(endGrace({ callbackOpen: true }, resolvedTicket(), minutesLater(61))).toEqual([]);
  expect(endGrace({ callbackOpen: false }, resolvedTicket(), minutesLater(59))).toEqual([]);
  expect(endGrace({ callbackOpen: false }, handledBy(victor.id), minutesLater(61))).toEqual([]);
  const closed = endGrace({ callbackOpen: false }, resolvedTicket(), minutesLater(60));
  expect(closed[0]?.data).toMatchObject({ reason: "grace_over" });
});

test("a customer who comes back in the grace window reopens the ticket", () => {
  const facts = reopenTicket({ reason: "customer_contact", words: null, by: maya.id }, resolvedTicket(), at);
  expect(facts[1]?.data).toMatchObject({ reason: "reopened" });
});

test("a resolved ticket is closed by hand only by its owner or those who lead", () => {
  expect(after(closeTicket(maya, resolvedTicket(), at), resolvedTicket()).status).toBe("closed");
  expect(closeTicket(lead, resolvedTicket({ status: "closed" }), at)).toEqual([]);
  expect(() => closeTicket(bruno, resolvedTicket(), at)).toThrow(
    expect.objectContaining({ code: "ticket.not_the_owner" }),
  );
});

test("a ticket is withdrawn once", () => {
  const cancelled = after(cancelTicket({ actor: maya, reason: "no_request" }, aTicket(), at), aTicket());
  expect(cancelled.status).toBe("cancelled");
  expect(cancelTicket({ actor: maya, reason: "no_request" }, cancelled, at)).toEqual([]);
});

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
  expect(after(moveToTeam({ actor: victor, team }, ticket, at), ticket)).toMatchObject({
    status: "queued",
    teamId: "tea_lakeside_fnb",
    handlerId: null,
    ownerId: maya.id,
    targets: ticket.targets,
  });
  expect(moveToTeam({ actor: victor, team: teamed() }, ticket, at)).toEqual([]);
});

const candidate = (
  staffId: string,
  open: number,
  { lastOfferedAt = null, staff = {} }: { lastOfferedAt?: string | null; staff?: Partial<Staff> } = {},
) => ({ staff: staffed(staffId, staff), load: { open, lastOfferedAt } });

test("the least loaded is asked first, then whoever was idle longest, then by id", () => {
  expect(chooseHandler(aTicket(), [candidate("stf_b", 2), candidate("stf_a", 1)])?.staffId).toBe("stf_a");
  expect(
    chooseHandler(aTicket(), [
      candidate("stf_b", 1, { lastOfferedAt: at }),
      candidate("stf_a", 1, { lastOfferedAt: minutesLater(1) }),
    ])?.staffId,
  ).toBe("stf_b");
  expect(chooseHandler(aTicket(), [candidate("stf_b", 1), candidate("stf_a", 1)])?.staffId).toBe("stf_a");
});

test("nobody is asked who is off duty, gone, of another team, full, or has declined", () => {
  const unfit = [
    candidate("stf_off", 0, { staff: { onDuty: false } }),
    candidate("stf_gone", 0, { staff: { employed: false } }),
    candidate("stf_other", 0, { staff: { teamIds: ["tea_lakeside_fnb"] } }),
    candidate("stf_full", 20),
    candidate("stf_no", 0),
  ];
  expect(chooseHandler(aTicket({ declinedBy: ["stf_no"] }), unfit)).toBeUndefined();
  expect(chooseHandler(aTicket({ teamId: null }), [candidate("stf_a", 0)])).toBeUndefined();
});

test("a queued ticket is offered until a moment; an offered or historic one is not offered again", () => {
  const offer = { toStaffId: victor.id, acceptWithinMs: 180_000 };
  expect(after(offerTicket(offer, aTicket(), at), aTicket())).toMatchObject({
    status: "offered",
    offers: 1,
    offer: { acceptBy: minutesLater(3) },
  });
  expect(offerTicket(offer, offeredTo(victor.id), at)).toEqual([]);
  expect(offerTicket(offer, aTicket({ mode: "history" }), at)).toEqual([]);
});

test("that nobody fits is said once", () => {
  const told = after(tellNobodyFits(aTicket(), at), aTicket());
  expect(told.noHandlerTold).toBe(true);
  expect(tellNobodyFits(told, at)).toEqual([]);
  expect(tellNobodyFits(aTicket({ mode: "history" }), at)).toEqual([]);
  expect(tellNobodyFits(offeredTo(victor.id), at)).toEqual([]);
});

test("an offer runs out at its moment, not before, and is escalated", () => {
  expect(withdrawOffer(offeredTo(victor.id), minutesLater(2.9))).toEqual([]);
  expect(typesOf(withdrawOffer(offeredTo(victor.id), minutesLater(3)))).toEqual([
    "ticket.declined",
    "ticket.escalated",
  ]);
  expect(withdrawOffer(handledBy(victor.id), minutesLater(3))).toEqual([]);
  const untimed = offeredTo(victor.id, { offer: { toStaffId: victor.id, acceptBy: null, from: "handler" } });
  expect(withdrawOffer(untimed, minutesLater(3))).toEqual([]);
});

test("a note may be written on a closed ticket, and changes nothing but who did something last", () => {
  const note = { actor: bruno, noteId: "not_1", audience: "internal" as const, text: "sealed:v1:pro_a:AAAA" };
  const closed = resolvedTicket({ status: "closed" });
  const figures = { ...noFigures, lastActorId: bruno.id, lastWorkerId: bruno.id };
  expect(after(addNote(note, closed, at), closed)).toEqual({ ...closed, figures });
});

test("authority that was called in before is not called again, skill may be", () => {
  const ticket = aTicket({ escalationLevel: 2 });
  expect(escalateTicket({ actor: maya, nature: "hierarchic", level: 2 }, ticket, at)).toEqual([]);
  expect(escalateTicket({ actor: maya, nature: "hierarchic", level: 3 }, ticket, at)).toHaveLength(1);
  expect(escalateTicket({ actor: maya, nature: "functional", level: 1 }, ticket, at)).toHaveLength(1);
});

test("an event of a ticket that was never opened is a fault, not a state", () => {
  const [fact] = breachTarget("response", aTicket(), minutesLater(15));
  expect(() => evolveTicket(unknownTicket, fact as NonNullable<typeof fact>)).toThrow(
    "before ticket.opened.v1",
  );
});

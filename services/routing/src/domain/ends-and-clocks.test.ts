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
  resolvedTicket,
  ticketContext,
  typesOf,
  victor,
} from "../../test/tickets.ts";
import { breachTarget } from "./clock/breach-target.ts";
import { addNote, escalateTicket } from "./ticket/annotate-ticket.ts";
import {
  cancelTicket,
  closeTicket,
  endGrace,
  hearAnswer,
  reopenTicket,
  resolveTicket,
} from "./ticket/end-ticket.ts";
import { evolveTicket } from "./ticket/evolve-ticket.ts";
import { unknownTicket } from "./ticket/ticket.ts";

const notNow = expect.objectContaining({ code: "ticket.not_allowed_now" });
const resolve = { actor: victor, outcome: "done" as const, note: null, graceMs: 60_000 };

test("a promise is broken when its moment comes, not before, and once", () => {
  expect(breachTarget("response", aTicket(), minutesLater(14.999))).toEqual([]);
  const facts = breachTarget("response", aTicket(), minutesLater(15));
  expect(typesOf(facts)).toEqual(["sla_target.breached"]);
  expect(facts[0]?.data).toMatchObject({ toldIds: [maya.id] });
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

test("resolving keeps the promises that still run and gives the customer a grace window", () => {
  const ticket = after(resolveTicket(resolve, handledBy(victor.id), minutesLater(5)), handledBy(victor.id));
  expect(ticket).toMatchObject({ status: "resolved", resolutions: 1, closesAt: minutesLater(6) });
  expect(ticket.targets.map(({ state }) => state)).toEqual(["met", "met"]);
  expect(resolveTicket(resolve, ticket, at)).toEqual([]);
});

test("a simple case is settled on the spot by its owner, who has handled it then", () => {
  const facts = resolveTicket({ ...resolve, actor: maya }, aTicket(), at);
  expect(facts.at(-1)?.data).toMatchObject({ handlerId: maya.id });
  expect(after(facts, aTicket()).handlerId).toBe(maya.id);
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
  const yes = hearAnswer(
    { resolution: 1, outcome: "satisfied", words: null, ...ticketContext() },
    resolvedTicket(),
    at,
  );
  expect(after(yes, resolvedTicket())).toMatchObject({ status: "closed", closedAt: at });
  const words = "sealed:v1:pro_a:AAAA";
  const no = hearAnswer(
    { resolution: 1, outcome: "dissatisfied", words, ...ticketContext() },
    resolvedTicket(),
    at,
  );
  expect(typesOf(no)).toEqual([
    ...["ticket.reopened", "sla_target.started"],
    ...["ticket.escalated.v2", "ticket.escalated"],
  ]);
  expect(no[0]?.data).toMatchObject({ words, handlerId: null, reopening: 1 });
  expect(after(no, resolvedTicket())).toMatchObject({ status: "queued", ownerId: maya.id, reopenings: 1 });
});

test("an answer about an earlier resolution, or about a ticket that is over, changes nothing", () => {
  expect(
    hearAnswer(
      { resolution: 1, outcome: "dissatisfied", words: null, ...ticketContext() },
      resolvedTicket({ resolutions: 2 }),
      at,
    ),
  ).toEqual([]);
  expect(
    hearAnswer(
      { resolution: 1, outcome: "satisfied", words: null, ...ticketContext() },
      handledBy(victor.id),
      at,
    ),
  ).toEqual([]);
});

test("when nobody could be reached, the grace window decides", () => {
  const unreachable = { resolution: 1, outcome: "unreachable" as const, words: null, ...ticketContext() };
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
  const facts = reopenTicket(
    { reason: "customer_contact", words: null, by: maya.id, ...ticketContext() },
    resolvedTicket(),
    at,
  );
  expect(facts.find(({ type }) => type === "ticket.escalated.v2")?.data).toMatchObject({
    reason: "reopened",
  });
});

test("after the window a ticket is not reopened: a new one follows it", () => {
  const no = { reason: "customer_contact" as const, words: null, by: maya.id, ...ticketContext() };
  expect(() => reopenTicket(no, resolvedTicket({ status: "closed" }), at)).toThrow(
    expect.objectContaining({ code: "ticket.window_over" }),
  );
});

test("the customer has the last word: a resolved ticket is closed by hand only by those who lead", () => {
  expect(after(closeTicket(lead, resolvedTicket(), at), resolvedTicket()).status).toBe("closed");
  expect(closeTicket(lead, resolvedTicket({ status: "closed" }), at)).toEqual([]);
  for (const actor of [maya, bruno])
    expect(() => closeTicket(actor, resolvedTicket(), at)).toThrow(
      expect.objectContaining({ code: "ticket.customer_has_the_last_word" }),
    );
});

test("a ticket is withdrawn once", () => {
  const cancelled = after(cancelTicket({ actor: maya, reason: "no_request" }, aTicket(), at), aTicket());
  expect(cancelled.status).toBe("cancelled");
  expect(cancelTicket({ actor: maya, reason: "no_request" }, cancelled, at)).toEqual([]);
  expect(() => cancelTicket({ actor: maya, reason: "duplicate" }, cancelled, at)).toThrow(notNow);
});

test("saying again that it is done changes nothing; a note, a code or another outcome is not lost in silence", () => {
  const done = after(resolveTicket(resolve, handledBy(victor.id), at), handledBy(victor.id));
  expect(done).toMatchObject({ status: "resolved", outcome: "done" });
  expect(resolveTicket(resolve, done, at)).toEqual([]);
  expect(resolveTicket({ ...resolve, outcome: undefined, actor: maya }, done, at)).toEqual([]);
  for (const more of [
    { note: "sealed:v1:pro_a:AAAA" },
    { code: "part_replaced" },
    { causeCode: "wear" },
    { outcome: "partly_done" as const },
  ])
    for (const actor of [victor, maya])
      expect(() => resolveTicket({ ...resolve, ...more, actor }, done, at)).toThrow(notNow);
});

test("a note may be written on a closed ticket, and changes nothing else", () => {
  const note = { actor: bruno, noteId: "not_1", audience: "internal" as const, text: "sealed:v1:pro_a:AAAA" };
  const closed = resolvedTicket({ status: "closed" });
  expect(after(addNote(note, closed, at), closed)).toEqual(closed);
});

test("authority that was called in before is not called again, skill may be", () => {
  const ticket = aTicket({ escalationLevel: 2 });
  expect(escalateTicket({ escalation, actor: maya, nature: "hierarchic", level: 2 }, ticket, at)).toEqual([]);
  expect(
    escalateTicket({ escalation, actor: maya, nature: "hierarchic", level: 3 }, ticket, at),
  ).toHaveLength(2);
  expect(() =>
    escalateTicket({ escalation, actor: maya, nature: "hierarchic", level: 1 }, ticket, at),
  ).toThrow(expect.objectContaining({ code: "ticket.escalated_higher", facts: { level: 2 } }));
  expect(
    escalateTicket({ escalation, actor: maya, nature: "functional", level: 1 }, ticket, at),
  ).toHaveLength(2);
});

test("an event of a ticket that was never opened is a fault, not a state", () => {
  const [fact] = breachTarget("response", aTicket(), minutesLater(15));
  expect(() => evolveTicket(unknownTicket, fact as NonNullable<typeof fact>)).toThrow(
    "before ticket.opened.v1",
  );
});

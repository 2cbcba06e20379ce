import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  context,
  escalation,
  maya,
  minutesLater,
  offeredTo,
  victor,
} from "../../../test/tickets.ts";
import { offerTicket, withdrawOffer } from "../assignment/offer-ticket.ts";
import { cancelTicket } from "../ticket/end-ticket.ts";
import { mergeTicket } from "../ticket/link-tickets.ts";
import type { Ticket } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import { acceptTicket, declineTicket } from "../ticket/work-on-ticket.ts";
import { clocksOf } from "./clock.ts";
import { keptAccept } from "./sla-targets.ts";

const openingContext = context();
const calendarOf = () => openingContext.calendar.body;

test("every hop has a clock of its own: kept, declined, run out, taken away, withdrawn", () => {
  const offer = { toStaffId: victor.id, acceptWithinMs: 180_000 };
  const lived = (end: (ticket: ReturnType<typeof aTicket>) => readonly TicketFact[]) => {
    const offered = offerTicket(offer, aTicket(), at);
    const facts = [...offered, ...end(after(offered, aTicket()))];
    return clocksOf(facts, { calendarOf, now: minutesLater(10) })[0];
  };
  const reached = minutesLater(2);
  expect(lived((ticket) => acceptTicket(victor, ticket, reached))).toMatchObject({
    state: "met",
    endedAt: reached,
  });
  expect(lived((ticket) => declineTicket(victor, ticket, reached))).toMatchObject({
    state: "ended",
    breachedAt: null,
  });
  const late = minutesLater(3);
  expect(lived((ticket) => withdrawOffer(escalation, ticket, late))).toMatchObject({
    state: "breached",
    breachedAt: late,
  });
  const withdrawn = { actor: maya, reason: "no_request" };
  expect(lived((ticket) => cancelTicket(withdrawn, ticket, reached))).toMatchObject({ state: "ended" });
  const customers = { profileId: "pro_a" };
  const into = {
    actor: maya,
    into: aTicket({ ...customers, ticketId: "tic_into" }),
    calendar: openingContext.calendar.body,
  };
  const gone = (ticket: Ticket) => mergeTicket(into, { ...ticket, ...customers }, reached);
  expect(lived(gone)).toMatchObject({ state: "ended", endedAt: reached });
  expect(lived(() => [])).toMatchObject({ state: "running", hop: 1, allowedMs: 180_000, usedMs: 600_000 });
});

test("who takes an offer late has broken no more than the moment; an offer without a limit has no clock", () => {
  const late = acceptTicket(victor, offeredTo(victor.id), minutesLater(4));
  expect(late[1]?.data).toMatchObject({ target: "accept", lateMs: 60_000 });
  expect(keptAccept(aTicket(), null, at)).toEqual([]);
  const bare = offeredTo(victor.id, { targets: [] });
  expect(acceptTicket(victor, bare, at)[1]?.data).toMatchObject({ target: "accept", policyVersion: "none" });
  const ownerless = offeredTo(victor.id, { ownerId: null });
  expect(withdrawOffer(escalation, ownerless, minutesLater(3))[1]?.data).toMatchObject({ toldIds: [] });
});

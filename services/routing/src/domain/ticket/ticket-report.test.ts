import { ticketReopened } from "@shouwen/contracts/events/ticket";
import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import { after, aTicket, at, context, handledBy, maya, minutesLater, victor } from "../../../test/tickets.ts";
import { cancelTicket } from "./end-ticket.ts";
import { openTicket } from "./open-ticket.ts";
import { segmentsOf } from "./segments.ts";
import { about, unknownTicket } from "./ticket.ts";
import { reportOf } from "./ticket-report.ts";

const openingContext = context();

test("a ticket without figures reports none; one that was resolved reports the time without its waits", () => {
  expect(reportOf(aTicket())).toMatchObject({
    firstTouchMs: null,
    resolutionMs: null,
    netResolutionMs: null,
    escalations: 0,
  });
});

test("a reopened ticket is held anew by its owner and its team", () => {
  const said = { ...about(handledBy(victor.id), at), by: maya.id };
  const facts = [ticketReopened.of({ ...said, reason: "manual", words: null, reopening: 1 })];
  expect(segmentsOf(facts, minutesLater(1)).segments.map(({ role, why }) => [role, why])).toEqual([
    ["owner", "reopened"],
    ["team", "reopened"],
  ]);
});

test("a withdrawn ticket is held by nobody any more", () => {
  const lived = [
    ...openTicket(
      { request: aRequest({ receivedAt: at, takenBy: maya.id }), context: openingContext },
      unknownTicket,
      at,
    ),
  ];
  lived.push(...cancelTicket({ actor: maya, reason: "no_request" }, after(lived), minutesLater(1)));
  const { segments } = segmentsOf(lived, minutesLater(9));
  expect(segments.map(({ to }) => to)).toEqual(segments.map(() => minutesLater(1)));
});

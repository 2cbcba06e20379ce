import { pastMoment } from "@shouwen/contracts/given-moment";
import { propertyId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import type { Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import { reportOf } from "../domain/ticket/ticket-figures.ts";
import type { ReportFilter, SeenTicket } from "../domain/ticket/ticket-lists.ts";
import { ticketView } from "./ticket-view.ts";

const span = (what: string) =>
  z.int().nullable().describe(`${what}, in ms from when it was received; null if it never was`);

const figuresView = z
  .object({
    ticketId: z.string(),
    receivedAt: z.string(),
    status: ticketView.shape.status,
    firstTouchMs: span("Somebody took it for the first time"),
    firstResolutionMs: span("It was resolved for the first time"),
    resolutionMs: span("It was resolved for the last time"),
    netResolutionMs: span("The same, without the time in which it waited for somebody or something"),
    closureMs: span("It was closed"),
    waitedMs: z.int().describe("How long it waited for somebody or something, by the clock on the wall"),
    handOvers: z
      .int()
      .describe("How often somebody else than the one before did something on it; closing is no work"),
    actorChanges: z.int().describe("The same, with the closing"),
    handlerChanges: z.int().describe("How often the handler changed; the first does not count"),
    escalations: z.int().describe("How often more authority or skill was called in"),
    reopenings: z.int().describe("How often it was worked on again after it had been resolved"),
  })
  .describe("What the life of a ticket adds up to");

/** What people may see: the tickets of their own properties. */
type Board = { received(person: Person, filter: ReportFilter): Promise<readonly SeenTicket[]> };

/** What the lives of tickets add up to, ticket by ticket. */
export const ticketFigureRoutes =
  (board: Board): Routes =>
  (app) => {
    app.get(
      "/v1/tickets/figures",
      {
        config: { allow: ["supervisor", "manager", "integrator"] },
        schema: {
          summary: "The figures of each ticket of a property, in the order in which they were received",
          tags: ["tickets"],
          querystring: z.object({
            propertyId,
            from: pastMoment.optional().describe("Received at this moment or later"),
            to: pastMoment.optional().describe("Received before this moment"),
            ...pageQuery(sortKey.moment, sortKey.name),
          }),
          response: { 200: pageOf(figuresView) },
        },
      },
      async (request) => {
        const { cursor, limit, ...wanted } = request.query;
        const after = cursor && { receivedAt: cursor[0], id: cursor[1] };
        const found = await board.received(personBehind(request), { ...wanted, after, limit: limit + 1 });
        return toPage(found, limit, {
          keyOf: ({ ticket }) => [ticket.receivedAt, ticket.ticketId],
          view: ({ ticket }) => reportOf(ticket),
        });
      },
    );
  };

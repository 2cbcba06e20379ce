import { departmentId, kind, staffId, teamId, ticketId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { tagOf } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import { nextDueAt } from "../domain/clock/sla-targets.ts";
import { ticketNotFound, ticketNotYet } from "../domain/rejections.ts";
import type { SeenTicket, TicketCounts, TicketFilter, TimelineEntry } from "../domain/ticket/ticket-lists.ts";
import { ticketView, viewOf } from "./ticket-view.ts";

const everybody = ["agent", "staff", "supervisor", "manager", "integrator"] as const;
const config = { allow: everybody };
const tags = ["tickets"];
const params = z.object({ ticketId });

const filter = z.object({
  propertyId: z.string().startsWith("prp_").optional(),
  status: ticketView.shape.status.optional(),
  mode: ticketView.shape.mode.optional(),
  ownerId: staffId.optional(),
  handlerId: staffId.optional(),
  workerId: staffId.optional().describe("Handles it or was offered it"),
  teamId: teamId.optional(),
  ownershipOfferedTo: staffId
    .optional()
    .describe("Whose ownership was offered to this person: a leaver's tickets"),
  parentId: ticketId.optional().describe("The children of an incident's ticket"),
  mergedInto: ticketId.optional().describe("Those that go on in this ticket"),
  kind: kind.optional(),
  departmentId: departmentId.optional(),
  order: z
    .enum(["received", "due"])
    .default("received")
    .describe("due: only those with a promise that runs, the soonest first"),
  ...pageQuery(sortKey.moment, sortKey.name),
});

/** What people may see of the tickets: their own properties' and no others. */
type Board = {
  find(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  list(person: Person, filter: TicketFilter): Promise<readonly SeenTicket[]>;
  counts(person: Person, propertyId?: string): Promise<TicketCounts>;
};

/** Reading tickets. */
export const ticketRoutes =
  (board: Board, timelineOf: (ticketId: string) => Promise<TimelineEntry[]>): Routes =>
  (app) => {
    app.get(
      "/v1/tickets",
      {
        config,
        schema: {
          summary: "Tickets, the newest first, or those that are due, the soonest first",
          tags,
          querystring: filter,
          response: { 200: pageOf(ticketView) },
        },
      },
      async (request) => {
        const { cursor, limit, ...wanted } = request.query;
        const after = cursor && { at: cursor[0], id: cursor[1] };
        const found = await board.list(personBehind(request), { ...wanted, after, limit: limit + 1 });
        return toPage(found, limit, {
          keyOf: ({ ticket }) => [
            wanted.order === "due" ? (nextDueAt(ticket) ?? "") : ticket.receivedAt,
            ticket.ticketId,
          ],
          view: ({ ticket, version }) => viewOf(ticket, version),
        });
      },
    );
    app.get(
      "/v1/tickets/counts",
      {
        config,
        schema: {
          summary:
            "How many live tickets are in which state, and how many are overdue; records of the past do not count",
          tags,
          querystring: filter.pick({ propertyId: true }),
          response: {
            200: z.object({ byStatus: z.record(z.string(), z.int()), open: z.int(), overdue: z.int() }),
          },
        },
      },
      (request) => board.counts(personBehind(request), request.query.propertyId),
    );
    app.get(
      "/v1/tickets/:ticketId",
      {
        config: { ...config, versioned: true },
        schema: { summary: "One ticket", tags, params, response: { 200: ticketView } },
      },
      async (request, reply) => {
        const found = await board.find(personBehind(request), request.params.ticketId);
        if (!found) {
          void reply.header("retry-after", "1");
          throw isFresh(request.params.ticketId) ? ticketNotYet() : ticketNotFound();
        }
        return reply.header("etag", tagOf(found.version)).send(viewOf(found.ticket, found.version));
      },
    );
    app.get(
      "/v1/tickets/:ticketId/timeline",
      { config, schema: { summary: "Everything that happened to a ticket, in order", tags, params } },
      async (request) => {
        const found = await board.find(personBehind(request), request.params.ticketId);
        if (!found) throw ticketNotFound();
        return { ticketId: request.params.ticketId, events: await timelineOf(request.params.ticketId) };
      },
    );
  };

const freshMs = 60_000;

/** A ticket's id is a uuidv7: within a minute of its making, its request may still be on the way. */
const isFresh = (id: string): boolean => {
  const madeAt = Number.parseInt(id.slice(4).replaceAll("-", "").slice(0, 12), 16);
  return Math.abs(Date.now() - madeAt) < freshMs;
};

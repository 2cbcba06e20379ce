import { pastMoment } from "@shouwen/contracts/given-moment";
import {
  category,
  departmentId,
  kind,
  priority,
  profileId,
  staffId,
  teamId,
  ticketId,
} from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { hasWords, openWordsIn, requireReason } from "@shouwen/service-kit/words";
import { contactReason } from "@shouwen/service-kit/words-access";
import { z } from "zod";
import { nextDueAt } from "../domain/clock/sla-targets.ts";
import { ticketNotFound, ticketNotYet } from "../domain/rejections.ts";
import type { SeenTicket, TicketCounts, TicketFilter, TimelineEntry } from "../domain/ticket/ticket-lists.ts";
import { ticketView, viewOf } from "./ticket-view.ts";
import { reasonFor, type WordSources } from "./ticket-words.ts";

const everybody = ["agent", "staff", "supervisor", "manager", "integrator"] as const;
const config = { allow: everybody };
const tags = ["tickets"];
const params = z.object({ ticketId });

/** Several values with commas between them: any of them. */
const anyOf = <const Item extends z.ZodType<string, string>>(item: Item, what: string) =>
  z
    .string()
    .transform((text) => text.split(",").map((one) => one.trim()))
    .pipe(z.array(item).min(1).max(20))
    .optional()
    .describe(`${what}; several with commas between them: any of these`);

const moment = (what: string) => pastMoment.optional().describe(what);
const typed = (longest: number) => z.string().trim().min(1).max(longest);

const filter = z.object({
  q: typed(100)
    .optional()
    .describe(
      "A ticket's number as people say it, or words of its summary and place; all words must be there",
    ),
  place: typed(60).optional().describe("Words of the place: a room, a floor"),
  propertyId: z.string().startsWith("prp_").optional(),
  status: anyOf(ticketView.shape.status, "In which state"),
  mode: ticketView.shape.mode.optional(),
  kind: anyOf(kind, "What sort of matter it is"),
  category: category.optional().describe("A node of the category tree: it and what lies below it"),
  priority: anyOf(priority, "How soon it matters"),
  profileId: profileId.optional().describe("Of this customer"),
  ownerId: staffId.optional(),
  handlerId: staffId.optional(),
  workerId: staffId.optional().describe("Handles it or was offered it"),
  teamId: teamId.optional(),
  ownershipOfferedTo: staffId
    .optional()
    .describe("Whose ownership was offered to this person: a leaver's tickets"),
  parentId: ticketId.optional().describe("The children of an incident's ticket"),
  mergedInto: ticketId.optional().describe("Those that go on in this ticket"),
  departmentId: departmentId.optional(),
  customerWrote: z
    .enum(["true"])
    .transform(() => true)
    .optional()
    .describe("Only those whose customer wrote something that nobody has answered"),
  receivedFrom: moment("Received at this moment or later"),
  receivedTo: moment("Received before this moment"),
  dueFrom: moment("The next promise is due at this moment or later"),
  dueTo: moment("The next promise is due before this moment"),
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

type TimelineSources = WordSources & {
  readonly now: () => string;
  timelineOf(ticketId: string): Promise<readonly TimelineEntry[]>;
};

const countsView = z.object({
  byStatus: z.record(z.string(), z.int()),
  open: z.int(),
  overdue: z.int(),
  asOf: z.string().describe("What was done to tickets before this moment is counted"),
});

/** Reading tickets. */
export const ticketRoutes =
  (board: Board, timeline: TimelineSources): Routes =>
  (app) => {
    app.get(
      "/v1/tickets",
      {
        config,
        schema: {
          summary: "Tickets, the newest first, or those that are due, the soonest first",
          description:
            "Every filter holds together with every other one, with the order and with the cursor.",
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
          response: { 200: countsView },
        },
      },
      async (request) => {
        const asOf = timeline.now();
        return { ...(await board.counts(personBehind(request), request.query.propertyId)), asOf };
      },
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
          throw isFresh(request.params.ticketId, timeline.now()) ? ticketNotYet() : ticketNotFound();
        }
        return reply.header("etag", tagOf(found.version)).send(viewOf(found.ticket, found.version));
      },
    );
    timelineRoute(app, timeline);
  };

const timelineRoute = (app: App, sources: TimelineSources): void => {
  app.get(
    "/v1/tickets/:ticketId/timeline",
    {
      config,
      schema: {
        summary: "Everything that happened to a ticket, in order",
        description:
          "Whoever may read the ticket's conversation finds its words in clear, which is audited; for others they stay sealed.",
        tags,
        params,
        querystring: z.object({ reason: contactReason.optional() }),
      },
    },
    async (request) => {
      const { ticketId: id } = request.params;
      const person = personBehind(request);
      const ticket = (await sources.find(person, id))?.ticket;
      if (!ticket) throw ticketNotFound();
      const events = await sources.timelineOf(id);
      const { reason: says } = request.query;
      const reason = await reasonFor(sources, { person, ticket, says });
      if (says !== undefined) requireReason(reason);
      if (reason === undefined || !hasWords(events)) return { ticketId: id, events };
      const { propertyId } = ticket;
      await sources.audit({ actor: person.id, subject: id, propertyId, reason, door: "timeline" });
      return { ticketId: id, events: await openWordsIn(events, sources.open, ticket.profileId) };
    },
  );
};

const freshMs = 60_000;

/** A ticket's id is a uuidv7: within a minute of its making, its request may still be on the way. */
const isFresh = (id: string, now: string): boolean => {
  const madeAt = Number.parseInt(id.slice(4).replaceAll("-", "").slice(0, 12), 16);
  return Math.abs(Date.parse(now) - madeAt) < freshMs;
};

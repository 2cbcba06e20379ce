import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { pastMoment } from "@shouwen/contracts/given-moment";
import { propertyId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import type { Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import { byCalendar, byTheWall } from "../domain/clock/measure.ts";
import type { ReportFilter, SeenTicket } from "../domain/ticket/ticket-lists.ts";
import { reportOf, reportTimes } from "../domain/ticket/ticket-report.ts";
import { ticketView } from "./ticket-view.ts";

const span = (what: string) =>
  z
    .int()
    .nullable()
    .describe(`${what}, in ms from when it was received; null if it never was, or before that (impossible)`);

/** What a report can be grouped by. */
const described = {
  kind: z.string(),
  category: z.string(),
  priority: z.string(),
  channel: z.string(),
  tier: z.string().nullable(),
  language: z.string(),
  place: z.string().nullable(),
  mode: z.string(),
  ownerId: z.string().nullable(),
  handlerId: z.string().nullable(),
  departmentId: z.string().nullable(),
  teamId: z.string().nullable(),
  teamName: z.string().nullable().describe("Of a record of the past: what its own system calls the team"),
  line: z.string().nullable().describe("Of a record of the past: the line of support"),
  outcome: z.string().nullable().describe("What became of it when it was last resolved"),
};

const figuresView = z
  .object({
    ticketId: z.string(),
    externalId: z.string().nullable().describe("The id that the system has for it from which it came"),
    source: z.string().nullable().describe("Which system that is"),
    receivedAt: z.string(),
    occurredAt: z.string(),
    status: ticketView.shape.status,
    isOpen: z.boolean().describe("There is work to do, or somebody at it"),
    ...described,
    impossible: z
      .array(z.enum(reportTimes))
      .describe("What happened before the ticket was received, as its record says: no duration comes of it"),
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
    reopenings: z.int().describe("How often it was worked on again after it had been resolved or closed"),
  })
  .describe("What the life of a ticket adds up to");

/** What people may see: the tickets of their own properties. */
type Board = {
  readonly now: () => string;
  received(person: Person, filter: ReportFilter): Promise<readonly SeenTicket[]>;
  /** The calendars by which working time is counted. */
  calendars(): Promise<PolicySet<CalendarBody>>;
};

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
            working: z
              .stringbool()
              .optional()
              .describe(
                "Times in working time, by the property's calendar of today; by the clock on the wall unless true",
              ),
            ...pageQuery(sortKey.moment, sortKey.name),
          }),
          response: {
            200: pageOf(figuresView).extend({
              asOf: z.string().describe("What was done to tickets before this moment is in the figures"),
            }),
          },
        },
      },
      async (request) => {
        const { cursor, limit, working, ...wanted } = request.query;
        const asOf = board.now();
        const measure = working ? byCalendar(await calendarOf(board, wanted.propertyId)) : byTheWall;
        const after = cursor && { receivedAt: cursor[0], id: cursor[1] };
        const found = await board.received(personBehind(request), { ...wanted, after, limit: limit + 1 });
        const page = toPage(found, limit, {
          keyOf: ({ ticket }) => [ticket.receivedAt, ticket.ticketId],
          view: ({ ticket }) => viewOf(reportOf(ticket, measure)),
        });
        return { ...page, asOf };
      },
    );
  };

const viewOf = ({ impossible, ...report }: ReturnType<typeof reportOf>) => ({
  ...report,
  impossible: [...impossible],
});

const calendarOf = async (board: Board, home: string): Promise<CalendarBody> =>
  (await board.calendars()).inForce(home, board.now()).body;

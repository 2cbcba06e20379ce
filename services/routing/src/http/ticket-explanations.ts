import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { unknownYears } from "@shouwen/calendar/official-years";
import { ticketId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import type { Routes } from "@shouwen/service-kit/http";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import { clocksOf } from "../domain/clock/clock.ts";
import { stageClocksOf } from "../domain/clock/stage-clocks.ts";
import { ticketNotFound } from "../domain/rejections.ts";
import { segmentsOf } from "../domain/ticket/segments.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";
import type { SeenTicket, TimelineEntry } from "../domain/ticket/ticket-lists.ts";

const moment = z.string();

const clockView = z
  .object({
    name: z
      .string()
      .describe(
        "What was promised: response, resolution, reply_by; accept for each offer, stage for each stage",
      ),
    stage: z.string().nullable().describe("Which stage of a flow it is about, for stage"),
    hop: z.int().nullable().describe("Which offer it is about, for accept"),
    responsibleId: z.string().nullable().describe("Who answers for it"),
    policyVersion: z.string().nullable(),
    calendarVersion: z.string().nullable().describe("The calendar that it is pinned to; null: it has none"),
    counts: z
      .enum(["working", "elapsed"])
      .describe("working: time in which the calendar is open; elapsed: nights and Sundays count, too"),
    startedAt: moment,
    allowedMs: z.int(),
    usedMs: z.int().describe("The sum of the stretches in which it ran"),
    dueAt: moment,
    state: z.enum(["running", "paused", "breached", "met", "ended"]),
    breachedAt: moment.nullable(),
    endedAt: moment.nullable().describe("When it was kept, or ended otherwise"),
    stretches: z
      .array(
        z.object({
          from: moment,
          to: moment,
          waitingFor: z.string().nullable().describe("It stood still, because the ticket waited for this"),
          workingMs: z.int().describe("The time in it that counts, as `counts` says"),
        }),
      )
      .readonly(),
  })
  .describe("One promise and how its clock ran");

const clocksView = z.object({
  ticketId,
  now: moment,
  unknownYears: z
    .array(z.int())
    .describe("Years whose official days nobody has announced yet: what is due in them may still move"),
  clocks: z.array(clockView).readonly(),
});

const segmentView = z
  .object({
    role: z.enum(["owner", "team", "handler"]),
    id: z.string(),
    from: moment,
    to: moment.nullable().describe("Null while they still hold it"),
    minutes: z.number(),
    why: z.string().describe("Why it came to them"),
  })
  .describe("Who held the ticket for a while");

type Sources = {
  readonly now: () => string;
  find(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  timelineOf(ticketId: string): Promise<readonly TimelineEntry[]>;
  calendars(): Promise<PolicySet<CalendarBody>>;
};

const config = { allow: ["agent", "staff", "supervisor", "manager", "integrator"] } as const;
const params = z.object({ ticketId });
const tags = ["tickets"];

/** How a ticket's clocks ran and who held it, worked out anew from its events each time it is asked. */
export const ticketExplanationRoutes =
  ({ find, timelineOf, calendars, now: clock }: Sources): Routes =>
  (app) => {
    const eventsOf = async (person: Person, id: string): Promise<TicketFact[]> => {
      if (!(await find(person, id))) throw ticketNotFound();
      return (await timelineOf(id)).map(({ type, data }) => ({ type, data }) as TicketFact);
    };
    app.get(
      "/v1/tickets/:ticketId/clock",
      {
        config,
        schema: {
          summary: "How every promise of a ticket ran: each stretch, what stopped it, and the sum",
          tags,
          params,
          response: { 200: clocksView },
        },
      },
      async (request) => {
        const id = request.params.ticketId;
        const [events, policySet] = await Promise.all([eventsOf(personBehind(request), id), calendars()]);
        const now = clock();
        const calendarOf = (version: string) => policySet.version(version)?.body;
        const promises = clocksOf(events, { calendarOf, now }).map((run) => ({ ...run, stage: null }));
        const unknown = promises.flatMap(({ calendarVersion, startedAt, dueAt }) => {
          const calendar = calendarVersion === null ? undefined : calendarOf(calendarVersion);
          return calendar ? unknownYears(calendar, startedAt, dueAt) : [];
        });
        return {
          ticketId: id,
          now,
          unknownYears: [...new Set(unknown)].toSorted(),
          clocks: [...promises, ...stageClocksOf(events, now)],
        };
      },
    );
    app.get(
      "/v1/tickets/:ticketId/segments",
      {
        config,
        schema: {
          summary: "Who held a ticket, from when until when, and why it moved",
          tags,
          params,
          response: {
            200: z.object({
              ticketId,
              now: moment,
              segments: z.array(segmentView).readonly(),
              pingPongs: z
                .int()
                .describe("How often it came back to a team or handler after somebody else had had it"),
            }),
          },
        },
      },
      async (request) => {
        const id = request.params.ticketId;
        const events = await eventsOf(personBehind(request), id);
        const now = clock();
        return { ticketId: id, now, ...segmentsOf(events, now) };
      },
    );
  };

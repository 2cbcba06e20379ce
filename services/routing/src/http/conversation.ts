import { language, ticketId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import type { App, Routes } from "@shouwen/service-kit/http";
import { openingRoutes } from "@shouwen/service-kit/opening-routes";
import type { ListOpenings } from "@shouwen/service-kit/words";
import { contactReason } from "@shouwen/service-kit/words-access";
import { z } from "zod";
import { ticketNotFound } from "../domain/rejections.ts";
import { conversationOf, languageOf, type Utterance } from "../domain/ticket/conversation.ts";
import type { TimelineEntry } from "../domain/ticket/ticket-lists.ts";
import { openedFor, type WordSources } from "./ticket-words.ts";

export type ConversationSources = WordSources & {
  timelineOf(ticketId: string): Promise<readonly TimelineEntry[]>;
  /** Tickets that go on in this one, as far as the person sees them. */
  mergedInto(person: Person, ticketId: string): Promise<readonly string[]>;
  readonly openings: ListOpenings;
};

const tags = ["tickets"];
const params = z.object({ ticketId });

const utteranceView = z
  .object({
    eventId: z.string(),
    ticketId: z.string().describe("Another one where it was merged into this one"),
    at: z.string(),
    what: z
      .enum(["request", "message", "note", "resolution", "dissatisfied", "notice", "inspection"])
      .describe(
        "request: what the customer asked; message: what they wrote later; dissatisfied: why it is not done, as they said",
      ),
    from: z.enum(["customer", "staff"]),
    by: z.string().nullable().describe("Which member of staff; null for the customer"),
    audience: z.enum(["customer", "staff"]).describe("For whom it was written"),
    language: language.describe("In which it is written; once erased, in which the customer is spoken to"),
    text: z.string().nullable().describe("Null once the customer is erased"),
  })
  .describe("Something that was written or said about a ticket");

/** What was written about a ticket, in clear, for its people. */
export const conversationRoutes =
  (sources: ConversationSources): Routes =>
  (app) => {
    reading(app, sources);
    openingRoutes({
      path: "/v1/tickets",
      param: "ticketId",
      id: ticketId,
      tag: "tickets",
      summary: "Who read what was written about a ticket, when and why, newest first",
      openings: sources.openings,
      find: sources.find,
      notFound: ticketNotFound,
    })(app);
  };

const reading = (app: App, sources: ConversationSources): void => {
  app.get(
    "/v1/tickets/:ticketId/conversation",
    {
      config: { allow: ["agent", "staff", "supervisor", "manager"] },
      schema: {
        summary: "What the customer and the house wrote about a ticket, oldest first",
        description:
          "For its owner, handler and their teams, whoever was offered it or a piece of it, those who lead, and an agent who calls its customer back or has them on the line (reason). Every call is audited before it is answered, at this ticket and at each that was merged into it.",
        tags,
        params,
        querystring: z.object({ reason: contactReason.optional() }),
        response: {
          200: z.object({
            ticketId,
            number: z.string().nullable(),
            reason: z.string().describe("Why you may read it, as it stands in the audit"),
            items: z.array(utteranceView),
          }),
        },
      },
    },
    async (request, reply) => {
      const { ticketId: id } = request.params;
      const person = personBehind(request);
      const { ticket, reason } = await openedFor(
        sources,
        { person, ticketId: id, says: request.query.reason },
        "conversation",
      );
      const merged = await sources.mergedInto(person, id);
      const { propertyId } = ticket;
      await Promise.all(
        merged.map((subject) =>
          sources.audit({ actor: person.id, subject, propertyId, reason, door: "conversation" }),
        ),
      );
      const ids = [id, ...merged];
      const events = (await Promise.all(ids.map(sources.timelineOf))).flat();
      const items = await Promise.all(
        conversationOf(events).map((said) => inClear(sources, said, ticket.profileId)),
      );
      return reply
        .header("cache-control", "no-store")
        .send({ ticketId: id, number: ticket.number ?? null, reason, items });
    },
  );
};

const inClear = async ({ open }: ConversationSources, said: Utterance, customerId: string | null) => {
  const text = await open(said.text, customerId);
  return { ...said, text, language: languageOf(text, said.language) };
};

import { ticketRelation } from "@shouwen/contracts/events/ticket-pieces";
import { ticketId } from "@shouwen/contracts/values";
import { newId } from "@shouwen/event-bus/ids";
import { z } from "zod";
import { acknowledgeEscalation, addNote, escalateTicket } from "../../domain/ticket/annotate-ticket.ts";
import { linkTicket, mergeTicket, unmergeTicket } from "../../domain/ticket/link-tickets.ts";
import {
  type AddCommand,
  type CommandSources,
  calendarIn,
  noBody,
  noteText,
  sealNote,
  underItsRules,
} from "./command-route.ts";

/** Notes, calling somebody in, and what a ticket is to others. */
export const annotationCommands = (command: AddCommand, sources: CommandSources): void => {
  command({
    name: "notes",
    summary: "Write a note, for the house or for the customer",
    body: z.object({ audience: z.enum(["internal", "customer"]).default("internal"), text: noteText }),
    prepare: async ({ actor, body, ticketId: id }) => {
      const text = await sealNote(sources, id, body.text);
      if (text === null) return () => [];
      const noteId = newId("not");
      return (state, now) => addNote({ noteId, audience: body.audience, text, actor }, state, now);
    },
  });
  command({
    name: "escalate",
    summary: "Call in more authority or more skill",
    body: z.object({
      level: z.int().min(1).max(3),
      nature: z.enum(["hierarchic", "functional"]).default("hierarchic"),
    }),
    prepare: ({ actor, body, ...about }) =>
      underItsRules(sources, about, (ticket, now, { alarm }) =>
        escalateTicket({ actor, ...body, alarm }, ticket, now),
      ),
  });
  command({
    name: "acknowledge",
    summary: "Take the escalation upon oneself: what is open climbs no further",
    body: noBody,
    prepare:
      ({ actor }) =>
      (state, now) =>
        acknowledgeEscalation(actor, state, now),
  });
  linkCommands(command, sources);
};

const linkCommands = (command: AddCommand, sources: CommandSources) => {
  const otherTicketId = ticketId.describe("The other ticket, of the same property");
  command({
    name: "links",
    summary: "Say what the ticket is to another one, or take that back",
    body: z.object({
      otherTicketId,
      relation: ticketRelation,
      isLinked: z.boolean().default(true).describe("False takes the link away again"),
    }),
    prepare: async ({ actor, body, person }) => {
      const other = (await sources.find(person, body.otherTicketId))?.ticket;
      const { relation, isLinked } = body;
      return (state, now) => linkTicket({ actor, other, relation, isLinked }, state, now);
    },
  });
  command({
    name: "merge",
    summary: "Let it go on in another ticket of the same customer; nothing is destroyed",
    body: z.object({ intoTicketId: otherTicketId }),
    prepare: async ({ actor, body, ...about }) => {
      const into = (await sources.find(about.person, body.intoTicketId))?.ticket;
      return underItsRules(sources, about, (ticket, now, circumstances) =>
        mergeTicket({ actor, into, calendar: calendarIn(circumstances) }, ticket, now),
      );
    },
  });
  command({
    name: "unmerge",
    summary: "Let it stand on its own again, where it was left",
    body: noBody,
    prepare: ({ actor, body: _, ...about }) =>
      underItsRules(sources, about, (ticket, now, circumstances) =>
        unmergeTicket({ actor, calendar: calendarIn(circumstances) }, ticket, now),
      ),
  });
};

import { ticketRelation } from "@shouwen/contracts/events/ticket-sub-tasks";
import { givenMoment } from "@shouwen/contracts/given-moment";
import { ticketId } from "@shouwen/contracts/values";
import { newId } from "@shouwen/event-bus/ids";
import { z } from "zod";
import { thenWaitForApproval } from "../../domain/approval/approval-wait.ts";
import { acknowledgeEscalation, addNote, escalateTicket } from "../../domain/ticket/annotate-ticket.ts";
import { linkTicket, mergeTicket, takeInTicket, unmergeTicket } from "../../domain/ticket/link-tickets.ts";
import type { Actor } from "../../domain/ticket/permissions.ts";
import { promiseReplyBy, takeOverReply } from "../../domain/ticket/promise-reply.ts";
import type { Ticket, TicketState } from "../../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../../domain/ticket/ticket-fact.ts";
import {
  type AddCommand,
  type CommandSources,
  calendarIn,
  findTicket,
  noBody,
  noteText,
  sealNote,
  withPolicies,
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
      withPolicies(sources, about, (ticket, now, { escalation }) =>
        escalateTicket({ actor, ...body, escalation }, ticket, now),
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
  command({
    name: "promise-reply",
    summary: "Tell the customer by when they hear more; that date is watched from now on",
    body: z.object({ replyBy: givenMoment.describe("The date that the customer was told") }),
    prepare: ({ actor, body, ...about }) =>
      withPolicies(sources, about, (ticket, now, { terms }) =>
        promiseReplyBy({ actor, replyBy: body.replyBy, terms }, ticket, now),
      ),
  });
  linkCommands(command, sources);
};

const otherTicketId = ticketId.describe("The other ticket, of the same property");

const linkCommands = (command: AddCommand, sources: CommandSources) => {
  command({
    name: "links",
    summary: "Say what the ticket is to another one, or take that back",
    body: z.object({
      otherTicketId,
      relation: ticketRelation.exclude(["merged_from"]),
      isLinked: z.boolean().default(true).describe("False takes the link away again"),
    }),
    prepare: async ({ actor, body, person }) => {
      const other = (await sources.find(person, body.otherTicketId))?.ticket;
      const { relation, isLinked } = body;
      return (state, now) => linkTicket({ actor, other, relation, isLinked }, state, now);
    },
  });
  mergeCommands(command, sources);
};

type TakenIn = {
  readonly actor: Actor;
  readonly from: Ticket;
  readonly ticketContextAt: TicketContextAt;
};

const takenInWithReply = (
  { actor, from, ticketContextAt }: TakenIn,
  into: TicketState,
  now: string,
): readonly TicketFact[] => {
  const taken = takeInTicket({ actor, otherTicketId: from.ticketId, isTakenIn: true }, into, now);
  if (taken.length === 0 || into.status === "unknown") return taken;
  const { terms } = ticketContextAt(into, now);
  return [...taken, ...takeOverReply({ by: actor.id, from, terms }, into, now)];
};

const mergeCommands = (command: AddCommand, sources: CommandSources) => {
  command({
    name: "merge",
    summary: "Let it go on in another ticket of the same customer; nothing is destroyed",
    body: z.object({ intoTicketId: otherTicketId }),
    prepare: async ({ actor, body, person, ticketId: id }) => {
      const { ticket } = await findTicket(sources, person, id);
      const ticketContextAt = await sources.ticketContextOf(ticket.propertyId);
      return {
        otherTicketId: body.intoTicketId,
        decide: (one, into, now) => [
          mergeTicket({ actor, into, calendar: calendarIn(ticketContextAt(one, now)) }, one, now),
          takenInWithReply({ actor, from: one, ticketContextAt }, into, now),
        ],
      };
    },
  });
  command({
    name: "unmerge",
    summary: "Let it stand on its own again, where it was left",
    body: noBody,
    prepare: async ({ actor, person, ticketId: id }) => {
      const { ticket } = await findTicket(sources, person, id);
      const [ticketContextAt, awaitsApproval] = await Promise.all([
        sources.ticketContextOf(ticket.propertyId),
        sources.awaitsApproval(id),
      ]);
      const intoTicketId = ticket.merged?.into ?? id;
      const alone = (one: Ticket, now: string) => {
        const { terms } = ticketContextAt(one, now);
        const unmerged = unmergeTicket({ actor, intoTicketId, calendar: terms.calendar.body }, one, now);
        return thenWaitForApproval(unmerged, { awaitsApproval, state: one, by: actor.id, terms }, now);
      };
      return {
        otherTicketId: intoTicketId,
        decide: (one, into, now) => [
          alone(one, now),
          takeInTicket({ actor, otherTicketId: id, isTakenIn: false }, into, now),
        ],
      };
    },
  });
};

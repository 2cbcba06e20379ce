import { waitingReason } from "@shouwen/contracts/events/ticket";
import { category, kind, priority } from "@shouwen/contracts/values";
import { z } from "zod";
import { demandCategory } from "../../domain/policy/categories.ts";
import { recategoriseTicket, reprioritiseTicket } from "../../domain/ticket/change-matter.ts";
import { routeOf } from "../../domain/ticket/open-ticket.ts";
import {
  acceptTicket,
  declineTicket,
  pauseTicket,
  resumeTicket,
  startTicket,
} from "../../domain/ticket/work-on-ticket.ts";
import {
  type AddCommand,
  type CommandSources,
  calendarIn,
  findTicket,
  noBody,
  underItsRules,
} from "./command-route.ts";

/** Taking a ticket and working on it. */
export const workCommands = (command: AddCommand, sources: CommandSources): void => {
  command({
    name: "accept",
    summary: "Take the ticket: an offer, a hand-over, or one from the queue of your team",
    body: noBody,
    prepare: async ({ actor }) => {
      const teamIds = (await sources.staff(actor.id))?.teamIds ?? [];
      return (state, now) => acceptTicket({ ...actor, teamIds }, state, now);
    },
  });
  command({
    name: "decline",
    summary: "Say no to an offer",
    body: noBody,
    prepare:
      ({ actor }) =>
      (state, now) =>
        declineTicket(actor, state, now),
  });
  command({
    name: "start",
    summary: "Begin the work",
    body: noBody,
    prepare:
      ({ actor }) =>
      (state, now) =>
        startTicket(actor, state, now),
  });
  waits(command, sources);
  matters(command, sources);
};

const waits = (command: AddCommand, sources: CommandSources) => {
  command({
    name: "pause",
    summary: "Wait for somebody or something",
    body: z.object({ reason: waitingReason }),
    prepare: ({ actor, body: { reason }, ...about }) =>
      underItsRules(sources, about, (ticket, now, { terms }) =>
        pauseTicket({ actor, reason, pausedBy: terms.sla.body.pausedBy }, ticket, now),
      ),
  });
  command({
    name: "resume",
    summary: "The wait is over",
    body: noBody,
    prepare: ({ actor, body: _, ...about }) =>
      underItsRules(sources, about, (ticket, now, circumstances) =>
        resumeTicket({ actor, calendar: calendarIn(circumstances) }, ticket, now),
      ),
  });
};

const matters = (command: AddCommand, sources: CommandSources) => {
  command({
    name: "reprioritise",
    summary: "It matters sooner or later than it did; its promises move",
    body: z.object({ priority }),
    prepare: ({ actor, body, ...about }) =>
      underItsRules(sources, about, (ticket, now, { terms }) =>
        reprioritiseTicket({ actor, priority: body.priority, terms }, ticket, now),
      ),
  });
  command({
    name: "recategorise",
    summary:
      "It turned out to be another matter; its promises move, and from a queue it goes to the right team",
    body: z.object({ kind: kind.optional(), category: category.optional() }),
    prepare: async ({ actor, body, person, ticketId }) => {
      const { ticket: found } = await findTicket(sources, person, ticketId);
      const [routing, teams, trees] = await Promise.all([
        sources.routing(),
        sources.teamsOf(found.propertyId),
        sources.categories(),
      ]);
      return underItsRules(sources, { person, ticketId }, (ticket, now, { terms }) => {
        if (body.category !== undefined)
          demandCategory(trees.inForce(ticket.propertyId, now).body, body.category);
        const rules = routing.inForce(ticket.propertyId, now);
        return recategoriseTicket(
          {
            ...{ actor, terms, kind: body.kind ?? ticket.kind, category: body.category ?? ticket.category },
            routeOf: (changed) => ({
              route: routeOf(changed, { routing: rules, teams, calendar: terms.calendar }),
              version: rules.policyVersionId,
            }),
          },
          ticket,
          now,
        );
      });
    },
  });
};

import { waitingReason } from "@shouwen/contracts/events/ticket";
import { category, kind, priority } from "@shouwen/contracts/values";
import { z } from "zod";
import { requireNothingAwaited, thenWaitForApproval } from "../../domain/approval/approval-wait.ts";
import { requireCategory } from "../../domain/policy/categories.ts";
import { routeOf } from "../../domain/ticket/open-ticket.ts";
import { recategoriseTicket, reprioritiseTicket } from "../../domain/ticket/reclassify-ticket.ts";
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
  maskNamed,
  noBody,
  withPolicies,
} from "./command-route.ts";

/** Taking a ticket and working on it. */
export const workCommands = (command: AddCommand, sources: CommandSources): void => {
  command({
    name: "accept",
    summary: "Take the ticket: an offer, a hand-over, or one from the queue of your team",
    body: noBody,
    prepare: async ({ actor, body: _, ...about }) => {
      const [taker, awaitsApproval] = await Promise.all([
        sources.staff(actor.id),
        sources.awaitsApproval(about.ticketId),
      ]);
      return withPolicies(sources, about, (ticket, now, { terms }) => {
        const taken = acceptTicket({ ...actor, teamIds: taker?.teamIds ?? [] }, ticket, now);
        return thenWaitForApproval(taken, { awaitsApproval, state: ticket, by: actor.id, terms }, now);
      });
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
  classification(command, sources);
};

const waits = (command: AddCommand, sources: CommandSources) => {
  command({
    name: "pause",
    summary: "Wait for somebody or something",
    body: z.object({ reason: waitingReason }),
    prepare: ({ actor, body: { reason }, ...about }) =>
      withPolicies(sources, about, (ticket, now, { terms }) =>
        pauseTicket({ actor, reason, pausedBy: terms.sla.body.pausedBy }, ticket, now),
      ),
  });
  command({
    name: "resume",
    summary: "The wait is over",
    body: noBody,
    prepare: async ({ actor, body: _, ...about }) => {
      const awaitsApproval = await sources.awaitsApproval(about.ticketId);
      return withPolicies(sources, about, (ticket, now, ticketContext) => {
        requireNothingAwaited(ticket, awaitsApproval);
        const resumed = resumeTicket({ actor, calendar: calendarIn(ticketContext) }, ticket, now);
        const { terms } = ticketContext;
        return thenWaitForApproval(resumed, { awaitsApproval, state: ticket, by: actor.id, terms }, now);
      });
    },
  });
};

const classification = (command: AddCommand, sources: CommandSources) => {
  command({
    name: "reprioritise",
    summary: "It matters sooner or later than it did; its promises move",
    body: z.object({ priority }),
    prepare: ({ actor, body, ...about }) =>
      withPolicies(sources, about, (ticket, now, ticketContext) =>
        reprioritiseTicket({ actor, priority: body.priority, ...ticketContext }, ticket, now),
      ),
  });
  command({
    name: "recategorise",
    summary:
      "It turned out to be another matter; its promises move, and from a queue it goes to the right team",
    body: z.object({ kind: kind.optional(), category: category.optional() }),
    prepare: async ({ actor, body: asked, person, ticketId }) => {
      const { ticket: found } = await findTicket(sources, person, ticketId);
      const category = await maskNamed(sources, ticketId, asked.category);
      const [routing, teams, timeZone, trees, { complaints }] = await Promise.all([
        sources.routing(),
        sources.teamsOf(found.propertyId),
        sources.timeZoneOf(found.propertyId),
        sources.categories(),
        sources.customerOf(found),
      ]);
      return withPolicies(sources, { person, ticketId }, (ticket, now, ticketContext) => {
        if (category !== undefined) requireCategory(trees.inForce(ticket.propertyId, now).body, category);
        const rules = routing.inForce(ticket.propertyId, now);
        return recategoriseTicket(
          {
            ...ticketContext,
            actor,
            complaints,
            kind: asked.kind ?? ticket.kind,
            category: category ?? ticket.category,
            routeOf: (changed) => ({
              route: routeOf(changed, { routing: rules, teams, timeZone }),
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

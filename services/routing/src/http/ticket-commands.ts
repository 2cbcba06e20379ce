import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import type { Fact } from "@shouwen/contracts/define-event";
import { resolutionOutcome, waitingReason } from "@shouwen/contracts/events/ticket";
import type { Role } from "@shouwen/contracts/events/workforce";
import { staffId, teamId, ticketId } from "@shouwen/contracts/values";
import { newId } from "@shouwen/event-bus/ids";
import { personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import type { PolicyBook } from "@shouwen/service-kit/policies";
import { z } from "zod";
import { addNote, escalateTicket } from "../domain/annotate-ticket.ts";
import { assignOwner } from "../domain/assign-owner.ts";
import type { Staff } from "../domain/choose-owner.ts";
import type { Team } from "../domain/choose-team.ts";
import { cancelTicket, closeTicket, reopenTicket, resolveTicket } from "../domain/end-ticket.ts";
import { acceptOwnership, moveToTeam, offerHandOver, offerOwnership } from "../domain/hand-over.ts";
import type { Actor } from "../domain/permissions.ts";
import type { SlaPolicy } from "../domain/policies.ts";
import { teamUnknown, ticketNotFound } from "../domain/rejections.ts";
import type { Ticket, TicketState } from "../domain/ticket.ts";
import {
  acceptTicket,
  declineTicket,
  pauseTicket,
  resumeTicket,
  startTicket,
} from "../domain/work-on-ticket.ts";
import { ticketView, viewOf } from "./ticket-view.ts";

/** What the commands of a ticket need besides its state. */
export type CommandSources = {
  readonly handleTicket: Handle<TicketState>;
  staff(staffId: string): Promise<Staff | undefined>;
  team(teamId: string): Promise<Team | undefined>;
  sla(): Promise<PolicyBook<SlaPolicy>>;
  calendars(): Promise<PolicyBook<CalendarBody>>;
  /** Seals text with the key of the customer whose ticket it is, so that erasing them makes it unreadable. */
  seal(ticketId: string, text: string): Promise<string | null>;
};

type Decide = (state: TicketState, now: string) => readonly Fact[];

type CommandRoute<Body extends z.ZodType> = {
  readonly name: string;
  readonly summary: string;
  readonly allow?: readonly Role[];
  readonly body: Body;
  /** Reads what the decision needs, then gives the decision. */
  prepare(about: { actor: Actor; body: z.output<Body>; ticketId: string }): Decide | Promise<Decide>;
};

const working = ["agent", "staff", "supervisor", "manager"] as const;
const noBody = z.object({}).nullish();
const note = z.string().min(1).max(4_000);

/** Every command on a ticket. Each is a pure decision; this page says which body leads to which. */
export const ticketCommandRoutes = (sources: CommandSources): Routes => {
  const command = <Body extends z.ZodType>(app: App, route: CommandRoute<Body>) =>
    addCommand(app, sources, route);
  return (app) => {
    command(app, {
      name: "accept",
      summary: "Take the ticket: an offer, a hand-over, or from the queue",
      body: noBody,
      prepare:
        ({ actor }) =>
        (state, now) =>
          acceptTicket(actor, state, now),
    });
    command(app, {
      name: "decline",
      summary: "Say no to an offer",
      body: noBody,
      prepare:
        ({ actor }) =>
        (state, now) =>
          declineTicket(actor, state, now),
    });
    command(app, {
      name: "start",
      summary: "Begin the work",
      body: noBody,
      prepare:
        ({ actor }) =>
        (state, now) =>
          startTicket(actor, state, now),
    });
    pauseAndResume(command, app, sources);
    handOvers(command, app, sources);
    endings(command, app, sources);
    annotations(command, app, sources);
  };
};

type AddCommand = <Body extends z.ZodType>(app: App, route: CommandRoute<Body>) => void;

const pauseAndResume = (command: AddCommand, app: App, sources: CommandSources) => {
  command(app, {
    name: "pause",
    summary: "Wait for somebody or something",
    body: z.object({ reason: waitingReason }),
    prepare: async ({ actor, body }) => {
      const policies = await sources.sla();
      return (state, now) =>
        pauseTicket(
          { actor, reason: body.reason, pausedBy: slaOf(policies, state, now).pausedBy },
          state,
          now,
        );
    },
  });
  command(app, {
    name: "resume",
    summary: "The wait is over",
    body: noBody,
    prepare: async ({ actor }) => {
      const calendars = await sources.calendars();
      return (state, now) => resumeTicket({ actor, calendar: calendarOf(calendars, state, now) }, state, now);
    },
  });
};

const handOvers = (command: AddCommand, app: App, sources: CommandSources) => {
  command(app, {
    name: "hand-over",
    summary: "Offer the work to a colleague, or move it to another team's queue",
    body: z.union([z.object({ toStaffId: staffId }), z.object({ toTeamId: teamId })]),
    prepare: async ({ actor, body }) => {
      if ("toStaffId" in body) {
        const to = await sources.staff(body.toStaffId);
        return (state, now) => offerHandOver({ actor, to }, state, now);
      }
      const [team, calendars] = await Promise.all([sources.team(body.toTeamId), sources.calendars()]);
      return (state, now) => {
        const calendar = calendarOf(calendars, state, now);
        return moveToTeam({ actor, calendar, team: ofSameProperty(team, state) }, state, now);
      };
    },
  });
  command(app, {
    name: "hand-over-owner",
    summary: "Offer the ticket to another first-contact owner",
    body: z.object({ toStaffId: staffId }),
    prepare: async ({ actor, body }) => {
      const to = await sources.staff(body.toStaffId);
      return (state, now) => offerOwnership({ actor, to }, state, now);
    },
  });
  command(app, {
    name: "accept-ownership",
    summary: "Accept the ownership, or take it where nobody has it",
    body: noBody,
    prepare:
      ({ actor }) =>
      (state, now) =>
        state.status !== "unknown" && state.ownerId === null
          ? assignOwner({ ownerId: actor.id, reason: "manual" }, state, now)
          : acceptOwnership(actor, state, now),
  });
};

const endings = (command: AddCommand, app: App, sources: CommandSources) => {
  command(app, {
    name: "resolve",
    summary: "The work is done",
    body: z.object({ outcome: resolutionOutcome.default("done"), note: note.optional() }),
    prepare: async ({ actor, body, ticketId }) => {
      const policies = await sources.sla();
      const sealed = await sealNote(sources, ticketId, body.note);
      return (state, now) =>
        resolveTicket(
          { actor, outcome: body.outcome, note: sealed, graceMs: slaOf(policies, state, now).graceMs },
          state,
          now,
        );
    },
  });
  command(app, {
    name: "reopen",
    summary: "The customer says that it is not done",
    body: z.object({ words: note.optional() }),
    prepare: async ({ actor, body, ticketId }) => {
      const words = await sealNote(sources, ticketId, body.words);
      return (state, now) => reopenTicket({ reason: "customer_contact", words, by: actor.id }, state, now);
    },
  });
  command(app, {
    name: "close",
    summary: "Close a resolved ticket by hand",
    body: noBody,
    prepare:
      ({ actor }) =>
      (state, now) =>
        closeTicket(actor, state, now),
  });
  command(app, {
    name: "cancel",
    summary: "Withdraw the ticket",
    body: z.object({
      reason: z.enum(["withdrawn_by_customer", "no_request", "duplicate", "taken_by_mistake"]),
    }),
    prepare:
      ({ actor, body }) =>
      (state, now) =>
        cancelTicket({ actor, reason: body.reason }, state, now),
  });
};

const annotations = (command: AddCommand, app: App, sources: CommandSources) => {
  command(app, {
    name: "notes",
    summary: "Write a note, for the house or for the customer",
    body: z.object({ audience: z.enum(["internal", "customer"]).default("internal"), text: note }),
    prepare: async ({ actor, body, ticketId }) => {
      const text = await sealNote(sources, ticketId, body.text);
      if (text === null) return () => [];
      const noteId = newId("not");
      return (state, now) => addNote({ noteId, audience: body.audience, text, actor }, state, now);
    },
  });
  command(app, {
    name: "escalate",
    summary: "Call in more authority or more skill",
    body: z.object({
      level: z.int().min(1).max(3),
      nature: z.enum(["hierarchic", "functional"]).default("hierarchic"),
    }),
    prepare:
      ({ actor, body }) =>
      (state, now) =>
        escalateTicket({ actor, ...body }, state, now),
  });
};

const addCommand = <Body extends z.ZodType>(
  app: App,
  sources: CommandSources,
  route: CommandRoute<Body>,
): void => {
  app.post(
    `/v1/tickets/:ticketId/${route.name}`,
    {
      config: { allow: route.allow ?? working },
      schema: {
        summary: route.summary,
        tags: ["ticket commands"],
        params: z.object({ ticketId }),
        body: route.body,
        response: { 200: ticketView },
      },
    },
    async (request, reply) => {
      const { ticketId: id } = request.params;
      const decide = await route.prepare({
        actor: actorOf(request),
        body: request.body as z.output<Body>,
        ticketId: id,
      });
      const { state, version } = await sources.handleTicket(id, commandOf(request), decide);
      if (state.status === "unknown") throw ticketNotFound();
      return reply.header("etag", tagOf(version)).send(viewOf(state, version));
    },
  );
};

const actorOf = (request: Parameters<typeof personBehind>[0]): Actor => {
  const { id, roles } = personBehind(request);
  return { id, roles };
};

/** A note is about the customer's matter and may name them. */
const sealNote = (sources: CommandSources, id: string, text: string | undefined): Promise<string | null> =>
  text === undefined ? Promise.resolve(null) : sources.seal(id, text);

/** The version of a rule that the ticket is pinned to; for one without promises, what is in force now. */
const slaOf = (policies: PolicyBook<SlaPolicy>, state: TicketState, now: string): SlaPolicy =>
  pinnedOr(policies, state, (ticket) => ticket.targets[0]?.policyVersion, now);

const calendarOf = (policies: PolicyBook<CalendarBody>, state: TicketState, now: string): CalendarBody =>
  pinnedOr(policies, state, (ticket) => ticket.targets[0]?.calendarVersion, now);

const pinnedOr = <Body>(
  policies: PolicyBook<Body>,
  state: TicketState,
  ...[versionOf, now]: [(ticket: Ticket) => string | undefined, string]
): Body => {
  if (state.status === "unknown") throw ticketNotFound();
  const pinned = versionOf(state);
  const found = pinned === undefined ? undefined : policies.version(pinned);
  return (found ?? policies.inForce(state.propertyId, now)).body;
};

const ofSameProperty = (team: Team | undefined, state: TicketState): Team => {
  if (!team || state.status === "unknown" || team.propertyId !== state.propertyId) throw teamUnknown();
  return team;
};

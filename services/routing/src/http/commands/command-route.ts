import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import type { CategoriesPolicy } from "@shouwen/contracts/category-tree";
import type { Role } from "@shouwen/contracts/events/workforce";
import { shownText } from "@shouwen/contracts/shown-text";
import { ticketId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import type { HandleTogether } from "@shouwen/service-kit/decision";
import { type Command, commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App } from "@shouwen/service-kit/http";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import type { Staff } from "../../domain/assignment/choose-owner.ts";
import type { Team } from "../../domain/assignment/choose-team.ts";
import type { RoutingPolicy } from "../../domain/policy/policies.ts";
import { ticketNotFound } from "../../domain/rejections.ts";
import type { PlansPolicy } from "../../domain/sub-task/plans.ts";
import type { KnownCustomer } from "../../domain/ticket/open-ticket.ts";
import type { Actor } from "../../domain/ticket/permissions.ts";
import { type Ticket, type TicketState, unknownTicket } from "../../domain/ticket/ticket.ts";
import type { TicketContext, TicketContextAt } from "../../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../../domain/ticket/ticket-fact.ts";
import type { SeenTicket } from "../../domain/ticket/ticket-lists.ts";
import { ticketView, viewOf } from "../ticket-view.ts";

/** What the commands of a ticket need besides its state. */
export type CommandSources = {
  readonly handleTicket: Handle<TicketState, TicketFact>;
  readonly handleTogether: HandleTogether<TicketState, TicketFact>;
  staff(staffId: string): Promise<Staff | undefined>;
  team(teamId: string): Promise<Team | undefined>;
  teamsOf(propertyId: string): Promise<readonly Team[]>;
  timeZoneOf(propertyId: string): Promise<string>;
  find(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
  /** Whether somebody must still allow something for a ticket. */
  awaitsApproval(ticketId: string): Promise<boolean>;
  routing(): Promise<PolicySet<RoutingPolicy>>;
  plans(): Promise<PolicySet<PlansPolicy>>;
  categories(): Promise<PolicySet<CategoriesPolicy>>;
  /** What the property knows of the customer of a ticket. */
  customerOf(ticket: Ticket): Promise<KnownCustomer>;
  /** How many notices a place had before for a category. */
  noticesAt(place: { propertyId: string; place: string | null; category: string }): Promise<number>;
  /** Seals text with the key of the customer whose ticket it is, so that erasing them makes it unreadable. */
  seal(ticketId: string, text: string): Promise<string | null>;
  /** Masks what names somebody in text that everybody on the board reads. */
  mask(ticketId: string, text: string): Promise<string>;
};

type Decide = (state: TicketState, now: string) => readonly TicketFact[];

/** A decision about the ticket and another one, which change together or not at all. */
type DecideTogether = {
  readonly otherTicketId: string;
  decide(
    ticket: Ticket,
    other: TicketState,
    now: string,
  ): readonly [readonly TicketFact[], readonly TicketFact[]];
};

type CommandRoute<Body extends z.ZodType> = {
  readonly name: string;
  readonly summary: string;
  readonly allow?: readonly Role[];
  readonly body: Body;
  /** What its address names besides the ticket. */
  readonly params?: z.ZodRawShape;
  /** Reads what the decision needs, then gives the decision. */
  prepare(about: {
    actor: Actor;
    body: z.output<Body>;
    ticketId: string;
    person: Person;
    params: Readonly<Record<string, string>>;
  }): Decide | Promise<Decide | DecideTogether>;
};

export type AddCommand = <Body extends z.ZodType>(route: CommandRoute<Body>) => void;

export const noBody = z.object({}).nullish();
export const noteText = shownText(4_000);
const working = ["agent", "staff", "supervisor", "manager"] as const;

/** How a command becomes a route: `POST /v1/tickets/:ticketId/<name>`. */
export const commandAdder =
  (app: App, sources: CommandSources): AddCommand =>
  (route) => {
    app.post(
      `/v1/tickets/:ticketId/${route.name}`,
      {
        config: { allow: route.allow ?? working, versioned: true },
        schema: {
          summary: route.summary,
          tags: ["ticket commands"],
          params: z.object({ ticketId, ...route.params }),
          body: route.body,
          response: { 200: ticketView },
        },
      },
      async (request, reply) => {
        const { ticketId: id } = request.params;
        const person = personBehind(request);
        const decide = await route.prepare({
          actor: { id: person.id, roles: person.roles },
          body: request.body as z.output<typeof route.body>,
          ticketId: id,
          person,
          params: request.params as Record<string, string>,
        });
        const { state, version } = await carriedOut(sources, { id, command: commandOf(request) }, decide);
        if (state.status === "unknown") throw ticketNotFound();
        return reply.header("etag", tagOf(version)).send(viewOf(state, version));
      },
    );
  };

type Given = { readonly id: string; readonly command: Command };

const carriedOut = async (
  { handleTicket, handleTogether }: CommandSources,
  { id, command }: Given,
  decision: Decide | DecideTogether,
): Promise<{ state: TicketState; version: number }> => {
  if (typeof decision === "function") return handleTicket(id, command, decision);
  const { otherTicketId, decide } = decision;
  const [ticket] = await handleTogether(
    [id, otherTicketId],
    command,
    ([state = unknownTicket, other = unknownTicket], now) => decide(openedTicket(state), other, now),
  );
  return ticket ?? { state: unknownTicket, version: 0 };
};

/** A note is about the customer's matter and may name them. */
export const sealNote = (
  sources: CommandSources,
  id: string,
  text: string | undefined,
): Promise<string | null> => (text === undefined ? Promise.resolve(null) : sources.seal(id, text));

/** A name that the house gives, such as a code: no list may be in force that would keep people's data out of it. */
export const maskNamed = (
  sources: CommandSources,
  id: string,
  text: string | undefined,
): Promise<string | undefined> => (text === undefined ? Promise.resolve(undefined) : sources.mask(id, text));

type About = { readonly person: Person; readonly ticketId: string };

/**
 * A decision that needs the rules of its ticket. The ticket is read for its property first, which never changes; what it
 * is pinned to is taken from the state that is decided on.
 */
export const withPolicies = async (
  sources: CommandSources,
  { person, ticketId: id }: About,
  decide: (ticket: Ticket, now: string, ticketContext: TicketContext) => readonly TicketFact[],
): Promise<Decide> => {
  const { ticket } = await findTicket(sources, person, id);
  const ticketContextAt = await sources.ticketContextOf(ticket.propertyId);
  return (state, now) => {
    const opened = openedTicket(state);
    return decide(opened, now, ticketContextAt(opened, now));
  };
};

export const findTicket = async (
  sources: CommandSources,
  person: Person,
  id: string,
): Promise<SeenTicket> => {
  const found = await sources.find(person, id);
  if (!found) throw ticketNotFound();
  return found;
};

const openedTicket = (state: TicketState): Ticket => {
  if (state.status === "unknown") throw ticketNotFound();
  return state;
};

export const calendarIn = ({ terms }: TicketContext): CalendarBody => terms.calendar.body;

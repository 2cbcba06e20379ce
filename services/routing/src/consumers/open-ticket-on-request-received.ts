import type { DataOf } from "@shouwen/contracts/define-event";
import { requestReceived } from "@shouwen/contracts/events/request";
import type { propertyState } from "@shouwen/contracts/events/workforce";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { NotYet } from "@shouwen/event-bus/message";
import { reaction } from "@shouwen/event-bus/reaction";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import type { Team } from "../domain/assignment/choose-team.ts";
import { type PolicySets, termsInForce } from "../domain/clock/pinned-terms.ts";
import type { EscalationPolicy } from "../domain/escalation/escalation-policy.ts";
import type { RoutingPolicy } from "../domain/policy/policies.ts";
import {
  type FormerTicket,
  type KnownCustomer,
  type OpenTicketContext,
  openTicket,
  stranger,
} from "../domain/ticket/open-ticket.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";
import { type NumberSeries, seriesOf } from "../domain/ticket/ticket-number.ts";

type Request = DataOf<typeof requestReceived>;

/** Where the facts about a property and its customers come from. */
export type OpenTicketSources = {
  property(propertyId: string): Promise<DataOf<typeof propertyState> | undefined>;
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  teamsOf(propertyId: string): Promise<readonly Team[]>;
  /** The people of the group's desk, as a ladder names it. */
  desks(): Promise<(ladder: EscalationPolicy) => readonly Staff[]>;
  /** One member of staff, wherever they are at home. */
  staff(staffId: string): Promise<Staff | undefined>;
  terms(): Promise<PolicySets>;
  routing(): Promise<PolicySet<RoutingPolicy>>;
  customers(
    those: readonly { readonly profileId: string; readonly propertyId: string }[],
  ): Promise<ReadonlyMap<string, KnownCustomer>>;
  /** Tickets of before by their id. */
  formerTickets(ticketIds: readonly string[]): Promise<ReadonlyMap<string, FormerTicketOf>>;
  /** What people will call the tickets: the next numbers of their properties. */
  numbers(wanted: readonly NumberSeries[]): Promise<readonly string[]>;
};

/** How long a request waits for what workforce says of its property: the two lie on topics that are read side by side. */
const propertyAwaitedMs = 10 * 60_000;

/** Nothing was heard of a property for as long as a request waits for it: it becomes a ticket all the same. */
class PropertyUnknown extends Error {
  override readonly name = "PropertyUnknown";
}

type FormerTicketOf = FormerTicket & { readonly propertyId: string };

/** Every request becomes exactly one ticket, under the id that its customer was given. */
export const openTicketOnRequestReceived = (
  tickets: AggregateStore<TicketState, TicketFact>,
  source: OpenTicketSources,
) =>
  reaction({
    name: "open-ticket-on-request-received",
    on: [requestReceived],
    store: tickets,
    target: ({ data }) => data.ticketId,
    context: (heard) =>
      contextOf(
        source,
        heard.map(({ data }) => data),
      ),
    decide: ({ data, time }, state, { context: contextAt, now }) => {
      const context = contextAt(data, now);
      // The request's own age and no process's: a bare ticket is never undone, and a new property may be a second away.
      const hasWaited = Date.parse(now) - Date.parse(time) > propertyAwaitedMs;
      if (!context && hasWaited) throw new PropertyUnknown();
      if (!context) throw new NotYet("the property of the request");
      return openTicket({ request: data, context, number: context.number }, state, now);
    },
  });

type OpenTicketContextAt = (
  request: Request,
  now: string,
) => (OpenTicketContext & { readonly number: string | undefined }) | undefined;

const contextOf = async (
  source: OpenTicketSources,
  requests: readonly Request[],
): Promise<OpenTicketContextAt> => {
  const [terms, routing, properties, customers, former] = await Promise.all([
    source.terms(),
    source.routing(),
    housesOf(source, new Set(requests.map(({ propertyId }) => propertyId))),
    source.customers(customersOf(requests)),
    source.formerTickets(requests.flatMap(({ followUpOf }) => followUpOf ?? [])),
  ]);
  const [numbers, deskFor] = await Promise.all([numbersOf(source, requests, properties), source.desks()]);
  return (request, now) => {
    const property = properties.get(request.propertyId);
    if (!property) return undefined;
    const inForce = termsInForce(terms, request.propertyId, now);
    return {
      ...property,
      ...inForce,
      ...ownersOf(property, deskFor(inForce.ladder.body)),
      routing: routing.inForce(request.propertyId, now),
      customer: {
        ...customerOf(request, customers, requests),
        comesBackAbout: formerOf(request, former),
      },
      number: numbers.get(request.ticketId),
    };
  };
};

type KnownProperty = Pick<OpenTicketContext, "defaultOwnerId" | "timeZone" | "staff" | "teams"> & {
  readonly propertyId: string;
  readonly defaultOwner: Staff | undefined;
};

/** Whoever answers for what nobody else can be named for works here or at the group's desk, not in another property. */
const ownersOf = ({ defaultOwnerId, defaultOwner, propertyId }: KnownProperty, desk: readonly Staff[]) => {
  const isOfOther =
    defaultOwner !== undefined &&
    defaultOwner.propertyId !== propertyId &&
    !desk.some(({ staffId }) => staffId === defaultOwner.staffId);
  return { desk, defaultOwnerId: isOfOther ? null : defaultOwnerId };
};

const housesOf = async (
  source: OpenTicketSources,
  propertyIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, KnownProperty>> => {
  const found = await Promise.all(
    [...propertyIds].map(async (propertyId) => {
      const [property, staff, teams] = await Promise.all([
        source.property(propertyId),
        source.staffOf(propertyId),
        source.teamsOf(propertyId),
      ]);
      if (!property) return undefined;
      const { defaultOwnerId, timeZone } = property;
      const defaultOwner = defaultOwnerId === null ? undefined : await source.staff(defaultOwnerId);
      return [propertyId, { propertyId, defaultOwnerId, defaultOwner, timeZone, staff, teams }] as const;
    }),
  );
  return new Map(found.filter((property) => property !== undefined));
};

const numbersOf = async (
  source: OpenTicketSources,
  requests: readonly Request[],
  properties: ReadonlyMap<string, KnownProperty>,
): Promise<ReadonlyMap<string, string>> => {
  const wanted = requests.flatMap((request) => {
    const property = properties.get(request.propertyId);
    return property ? [{ ticketId: request.ticketId, series: seriesOf(request, property.timeZone) }] : [];
  });
  const numbers = await source.numbers(wanted.map(({ series }) => series));
  return new Map(wanted.map(({ ticketId }, index) => [ticketId, numbers[index] as string]));
};

const customersOf = (requests: readonly Request[]) => [
  ...new Map(
    requests.flatMap(({ profileId, propertyId, mode }) =>
      profileId === null || mode === "history"
        ? []
        : [[`${profileId} ${propertyId}`, { profileId, propertyId }] as const],
    ),
  ).values(),
];

/** Complaints that are opened together count among themselves: the third one of a customer may come with the second. */
const customerOf = (
  request: Request,
  known: ReadonlyMap<string, KnownCustomer>,
  together: readonly Request[],
): KnownCustomer => {
  if (request.profileId === null) return stranger;
  const { returnsTo, complaints } = known.get(`${request.profileId} ${request.propertyId}`) ?? stranger;
  const before = together.slice(0, together.indexOf(request));
  const others = before.filter(
    ({ profileId, propertyId, kind }) =>
      profileId === request.profileId && propertyId === request.propertyId && kind === "complaint",
  );
  return { returnsTo, complaints: complaints + others.length };
};

/** What people of one property name of another one's is not linked. */
const formerOf = (
  { followUpOf = "", propertyId }: Request,
  former: ReadonlyMap<string, FormerTicketOf>,
): FormerTicket | null => {
  const found = former.get(followUpOf);
  return found?.propertyId === propertyId ? { ticketId: found.ticketId, ownerId: found.ownerId } : null;
};

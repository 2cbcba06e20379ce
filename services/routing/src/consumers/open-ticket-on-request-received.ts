import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import type { DataOf } from "@shouwen/contracts/define-event";
import { requestReceived } from "@shouwen/contracts/events/request";
import type { propertyState } from "@shouwen/contracts/events/workforce";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { NotYet } from "@shouwen/event-bus/message";
import { reaction } from "@shouwen/event-bus/reaction";
import type { PolicyBook } from "@shouwen/service-kit/policies";
import type { Staff } from "../domain/choose-owner.ts";
import type { Team } from "../domain/choose-team.ts";
import { openTicket, type Premises } from "../domain/open-ticket.ts";
import type { RoutingPolicy, SlaPolicy } from "../domain/policies.ts";
import type { TicketState } from "../domain/ticket.ts";

/** Where the facts about a property come from. */
export type PremisesSource = {
  property(propertyId: string): Promise<DataOf<typeof propertyState> | undefined>;
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  teamsOf(propertyId: string): Promise<readonly Team[]>;
  sla(): Promise<PolicyBook<SlaPolicy>>;
  routing(): Promise<PolicyBook<RoutingPolicy>>;
  calendars(): Promise<PolicyBook<CalendarBody>>;
};

/** Every request becomes exactly one ticket, under the id that its customer was given. */
export const openTicketOnRequestReceived = (tickets: AggregateStore<TicketState>, source: PremisesSource) =>
  reaction({
    name: "open-ticket-on-request-received",
    on: [requestReceived],
    store: tickets,
    target: ({ data }) => data.ticketId,
    context: (heard) => premisesOf(source, new Set(heard.map(({ data }) => data.propertyId))),
    decide: ({ data }, state, { context, now }) => {
      const premises = context(data.propertyId, now);
      if (!premises) throw new NotYet("the property of the request");
      return openTicket({ request: data, premises }, state, now);
    },
  });

type PremisesAt = (propertyId: string, now: string) => Premises | undefined;

const premisesOf = async (source: PremisesSource, propertyIds: ReadonlySet<string>): Promise<PremisesAt> => {
  const [sla, routing, calendars] = await Promise.all([source.sla(), source.routing(), source.calendars()]);
  const found = await Promise.all(
    [...propertyIds].map(async (propertyId) => {
      const [property, staff, teams] = await Promise.all([
        source.property(propertyId),
        source.staffOf(propertyId),
        source.teamsOf(propertyId),
      ]);
      return property && ([propertyId, { defaultOwnerId: property.defaultOwnerId, staff, teams }] as const);
    }),
  );
  const houses = new Map(found.filter((house) => house !== undefined));
  return (propertyId, now) => {
    const house = houses.get(propertyId);
    if (!house) return undefined;
    return {
      ...house,
      sla: sla.inForce(propertyId, now),
      routing: routing.inForce(propertyId, now),
      calendar: calendars.inForce(propertyId, now),
    };
  };
};

import type { Database } from "@shouwen/event-bus/database";
import { type FormerTicket, type KnownCustomer, stranger } from "../domain/ticket/open-ticket.ts";
import type { Ticket } from "../domain/ticket/ticket.ts";

/** What a property knows of its customers, by profile and property: who owns their newest open ticket, and their complaints of the last year. */
export const knownCustomers = async (
  database: Database,
  customers: readonly { readonly profileId: string; readonly propertyId: string }[],
): Promise<ReadonlyMap<string, KnownCustomer>> => {
  if (customers.length === 0) return new Map();
  const { rows } = await database.query<KnownCustomer & { id: string }>({
    name: "known_customers",
    text: `select profile_id || ' ' || property_id as id,
             (array_agg(owner_id order by received_at desc)
               filter (where closed_at is null and status <> 'merged' and mode = 'live' and owner_id is not null))[1] as "returnsTo",
             count(*) filter (where kind = 'complaint' and status not in ('merged', 'cancelled')
               and received_at > now() - interval '365 days') as complaints
           from ticket join unnest($1::text[], $2::text[]) as asked (profile, property)
             on profile_id = asked.profile and property_id = asked.property
           group by profile_id, property_id`,
    values: [customers.map(({ profileId }) => profileId), customers.map(({ propertyId }) => propertyId)],
  });
  return new Map(rows.map(({ id, ...known }) => [id, known]));
};

/** What the property of a ticket knows of its customer; of an anonymous one nothing. */
export const customerOf = async (
  database: Database,
  { profileId, propertyId }: Pick<Ticket, "profileId" | "propertyId">,
): Promise<KnownCustomer> => {
  if (profileId === null) return stranger;
  const known = await knownCustomers(database, [{ profileId, propertyId }]);
  return known.get(`${profileId} ${propertyId}`) ?? stranger;
};

/** Tickets of before by their id, and who owned them. */
export const formerTickets = async (
  database: Database,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, FormerTicket & { readonly propertyId: string }>> => {
  if (ticketIds.length === 0) return new Map();
  const { rows } = await database.query<FormerTicket & { propertyId: string }>({
    name: "former_tickets",
    text: `select id as "ticketId", owner_id as "ownerId", property_id as "propertyId" from ticket where id = any($1)`,
    values: [ticketIds],
  });
  return new Map(rows.map((row) => [row.ticketId, row]));
};

/** The property of each of these tickets that is known. */
export const propertiesOf = async (
  database: Database,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await database.query<{ id: string; propertyId: string }>({
    name: "properties_of",
    text: `select id, property_id as "propertyId" from ticket where id = any($1)`,
    values: [ticketIds],
  });
  return new Map(rows.map(({ id, propertyId }) => [id, propertyId]));
};

import type { Person } from "@shouwen/service-kit/auth";
import type { People } from "@shouwen/service-kit/people";
import { searchWords } from "../domain/ticket/search-words.ts";
import type { TicketFilter } from "../domain/ticket/ticket-lists.ts";
import { readSpokenNumber } from "../domain/ticket/ticket-number.ts";
import type { PrismaClient } from "./generated/client.ts";

/** Whether a list is asked for by words or a number: those are found through the index of words. */
export const isSearched = ({ q, place }: TicketFilter): boolean => q !== undefined || place !== undefined;

const columnsOf = (filter: TicketFilter): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries({
      status: filter.status,
      kind: filter.kind,
      priority: filter.priority,
      mode: filter.mode,
      owner_id: filter.ownerId,
      handler_id: filter.handlerId,
      worker_id: filter.workerId,
      team_id: filter.teamId,
      department_id: filter.departmentId,
      profile_id: filter.profileId,
      ownership_offered_to: filter.ownershipOfferedTo,
      parent_id: filter.parentId,
      merged_into: filter.mergedInto,
    }).flatMap(([name, wanted]) => (wanted === undefined ? [] : [[name, [wanted].flat()]])),
  );

/** What the function in the database is asked; it checks the person's properties itself. */
const wantedBy = (filter: TicketFilter) => {
  const { q, place, after, category, customerWrote, propertyId, order, limit } = filter;
  const { receivedFrom, receivedTo, dueFrom, dueTo } = filter;
  return {
    propertyId,
    category,
    customerWrote,
    order,
    limit,
    receivedFrom,
    receivedTo,
    dueFrom,
    dueTo,
    words: searchWords(q ?? ""),
    placeWords: searchWords(place ?? ""),
    ...(q === undefined ? {} : readSpokenNumber(q)),
    columns: columnsOf(filter),
    afterAt: after?.at,
    afterId: after?.id,
  };
};

/** A ticket as its table keeps it. */
export type TicketRow = { readonly state: unknown; readonly version: bigint };

/**
 * The tickets that a filter with words or a number finds, in the order of the list. Found and read in one statement: a
 * second look cost as much as most searches.
 */
export const searchTickets = (
  people: People<PrismaClient>,
  person: Person,
  filter: TicketFilter,
): Promise<readonly TicketRow[]> => {
  const wanted = JSON.stringify(wantedBy(filter));
  return people.read(
    person,
    (prisma) => prisma.$queryRaw<TicketRow[]>`
      select ticket.state, ticket.version
      from find_tickets(${wanted}::jsonb) with ordinality as found(id, at, n)
      join ticket on ticket.id = found.id
      order by found.n`,
  );
};

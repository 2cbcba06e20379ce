import type { Person } from "@shouwen/service-kit/auth";
import { type Opening, type OpenWords, requireReason } from "@shouwen/service-kit/words";
import { type ContactReason, type ReadingReason, reasonToRead } from "@shouwen/service-kit/words-access";
import { ticketNotFound } from "../domain/rejections.ts";
import type { Ticket } from "../domain/ticket/ticket.ts";
import type { SeenTicket } from "../domain/ticket/ticket-lists.ts";
import { ticketPeopleOf } from "../domain/ticket/ticket-people.ts";

/** What reading the words of a ticket needs. */
export type WordSources = {
  find(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  /** The teams of a member of staff; none for somebody unknown. */
  teamIdsOf(staffId: string): Promise<readonly string[]>;
  isCallbackOpen(ticketId: string): Promise<boolean>;
  open: OpenWords;
  audit(opening: Opening): Promise<void>;
};

/** Why a person may read what was written about a ticket; undefined when they may not. */
export const reasonFor = async (
  { teamIdsOf, isCallbackOpen }: WordSources,
  { person, ticket, says }: { person: Person; ticket: Ticket; says: ContactReason | undefined },
): Promise<ReadingReason | undefined> => {
  const inCharge = [ticket.ownerId, ticket.handlerId].filter((id) => id !== null);
  const [teamIds, callbackOpen, ...theirs] = await Promise.all([
    teamIdsOf(person.id),
    says === "callback" ? isCallbackOpen(ticket.ticketId) : false,
    ...inCharge.map(teamIdsOf),
  ]);
  return reasonToRead({ person, teamIds, says }, { ...ticketPeopleOf(ticket, theirs.flat()), callbackOpen });
};

type Reading = {
  readonly person: Person;
  readonly ticketId: string;
  readonly says: ContactReason | undefined;
};

/** The ticket whose words a person is about to read at a door; written into the audit before it is answered. */
export const openedFor = async (
  sources: WordSources,
  { person, ticketId, says }: Reading,
  door: string,
): Promise<{ readonly ticket: Ticket; readonly reason: ReadingReason }> => {
  const found = await sources.find(person, ticketId);
  if (!found) throw ticketNotFound();
  const { ticket } = found;
  const reason = requireReason(await reasonFor(sources, { person, ticket, says }));
  await sources.audit({
    actor: person.id,
    subject: ticketId,
    propertyId: ticket.propertyId,
    reason,
    door,
  });
  return { ticket, reason };
};

import type { Ticket } from "./ticket.ts";

/** The people of a ticket: those who answer for it, work on it or on a piece of it, or are asked to. */
export type TicketPeople = {
  readonly ownerId: string | null;
  readonly handlerId: string | null;
  readonly alsoIds: readonly (string | null)[];
  readonly teamIds: readonly (string | null)[];
};

export const ticketPeopleOf = (ticket: Ticket, teamsOfThem: readonly string[]): TicketPeople => {
  const subTasks = ticket.subTasks ?? [];
  return {
    ownerId: ticket.ownerId,
    handlerId: ticket.handlerId,
    alsoIds: [
      ticket.ownershipOfferedTo,
      ticket.offer?.toStaffId ?? null,
      ...subTasks.map(({ responsibleId }) => responsibleId),
    ],
    teamIds: [ticket.teamId, ...subTasks.map(({ forTeamId }) => forTeamId), ...teamsOfThem],
  };
};

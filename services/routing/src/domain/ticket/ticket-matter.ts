import type { Ticket } from "./ticket.ts";

/** The people of a ticket: those who answer for it, work on it or on a piece of it, or are asked to. */
export type TicketMatter = {
  readonly ownerId: string | null;
  readonly handlerId: string | null;
  readonly alsoIds: readonly (string | null)[];
  readonly teamIds: readonly (string | null)[];
};

export const matterOf = (ticket: Ticket, teamsOfThem: readonly string[]): TicketMatter => {
  const pieces = ticket.subTasks ?? [];
  return {
    ownerId: ticket.ownerId,
    handlerId: ticket.handlerId,
    alsoIds: [
      ticket.ownershipOfferedTo,
      ticket.offer?.toStaffId ?? null,
      ...pieces.map(({ responsibleId }) => responsibleId),
    ],
    teamIds: [ticket.teamId, ...pieces.map(({ forTeamId }) => forTeamId), ...teamsOfThem],
  };
};

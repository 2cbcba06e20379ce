/** What intake knows of a ticket: enough to say that it is open, and what it is about. */
export type TicketWatch = {
  readonly ticketId: string;
  /** The number of the ticket's event that says so. */
  readonly saidBy: number;
  readonly propertyId: string;
  readonly profileId: string | null;
  readonly category: string;
  /** Only the opening says it. */
  readonly place: string | null;
  readonly openedAt: string;
  /** What people call it; only the opening says it. */
  readonly number: string | null;
  readonly ownerId: string | null;
  readonly handlerId: string | null;
  readonly teamId: string | null;
  readonly open: boolean;
};

/** What intake knows of a ticket: enough to say that it is open, and what it is about. */
export type TicketWatch = {
  readonly propertyId: string;
  readonly profileId: string | null;
  readonly category: string;
  readonly place: string | null;
  readonly openedAt: string;
  readonly open: boolean;
};

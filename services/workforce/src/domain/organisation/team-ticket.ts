import type { Instant } from "@shouwen/contracts/values";

/** With which team a ticket stands after one of its events. Open: somebody of the team still has to do something. */
export type TeamTicket = {
  readonly ticketId: string;
  readonly teamId: string | null;
  readonly propertyId: string;
  readonly isOpen: boolean;
  readonly aggSeq: number;
  readonly at: Instant;
};

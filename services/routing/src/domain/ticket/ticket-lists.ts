import type { Ticket } from "./ticket.ts";

/** What people may ask a list of tickets for. */
export type TicketFilter = {
  readonly propertyId?: string | undefined;
  readonly status?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly handlerId?: string | undefined;
  readonly workerId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly mode?: string | undefined;
  readonly kind?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly ownershipOfferedTo?: string | undefined;
  readonly parentId?: string | undefined;
  readonly mergedInto?: string | undefined;
  readonly order: "received" | "due";
  /** Where the page before ended: the moment by which the list is ordered, and the ticket. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
  readonly limit: number;
};

export type SeenTicket = { readonly ticket: Ticket; readonly version: number };

/** How many tickets are in which state. */
export type TicketCounts = {
  readonly byStatus: Record<string, number>;
  readonly open: number;
  readonly overdue: number;
};

/** Which tickets a report is about. */
export type ReportFilter = {
  readonly propertyId: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly after?: { readonly receivedAt: string; readonly id: string } | undefined;
  readonly limit: number;
};

/** One event of a ticket, as it was said. */
export type TimelineEntry = {
  readonly eventId: string;
  readonly aggSeq: number;
  readonly type: string;
  readonly at: string;
  readonly data: Record<string, unknown>;
  readonly traceparent: string | null;
};

import type { Ticket } from "./ticket.ts";

/** What people may ask a list of tickets for. Everything that is named must hold. */
export type TicketFilter = {
  readonly propertyId?: string | undefined;
  /** Any of these. */
  readonly status?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly priority?: readonly string[] | undefined;
  /** A node of the category tree: it and what lies below it. */
  readonly category?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly handlerId?: string | undefined;
  readonly workerId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly mode?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly profileId?: string | undefined;
  readonly ownershipOfferedTo?: string | undefined;
  readonly parentId?: string | undefined;
  readonly mergedInto?: string | undefined;
  /** Its customer wrote something that nobody has answered to. */
  readonly customerWrote?: boolean | undefined;
  readonly receivedFrom?: string | undefined;
  readonly receivedTo?: string | undefined;
  readonly dueFrom?: string | undefined;
  readonly dueTo?: string | undefined;
  /** What somebody typed or said: a number, or words of the summary and the place. */
  readonly q?: string | undefined;
  /** Words of the place alone. */
  readonly place?: string | undefined;
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

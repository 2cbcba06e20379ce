import type { Database } from "@shouwen/event-bus/database";
import type { Log } from "@shouwen/event-bus/log";
import type { Person } from "@shouwen/service-kit/auth";
import { auditOpening, type KnownCustomer, openerOf, openingsIn } from "@shouwen/service-kit/words";
import type { Vault } from "@shouwen/vault/vault";
import { isCallbackOpen } from "./callback-watch.ts";
import type { TicketReadModel } from "./ticket-read-model.ts";
import { eventsOf, timelineOf } from "./timeline.ts";

type Needs = {
  readonly database: Database;
  readonly vault: Pick<Vault, "open" | "forget">;
  readonly board: TicketReadModel;
  readonly log: Log;
  staff(staffId: string): Promise<{ readonly teamIds: readonly string[] } | undefined>;
  readonly customerOf: KnownCustomer;
};

const mergedAtMost = 100;

/** What reading the words of tickets needs: who may, what was written, and the audit of who did. */
export const openTicketReading = ({ database, vault, board, log, staff, customerOf }: Needs) => ({
  find: board.find,
  approvalEvents: (approvalId: string) => eventsOf(database, "shouwen.approval", approvalId),
  timelineOf: (ticketId: string) => timelineOf(database, ticketId),
  teamIdsOf: async (staffId: string) => (await staff(staffId))?.teamIds ?? [],
  isCallbackOpen: (ticketId: string) => isCallbackOpen(database, ticketId),
  open: openerOf(vault, log, customerOf),
  audit: (opening: Parameters<typeof auditOpening>[1]) => auditOpening(database, opening),
  openings: openingsIn(database),
  mergedInto: async (person: Person, ticketId: string) => {
    const filter = { mergedInto: ticketId, order: "received", limit: mergedAtMost } as const;
    return (await board.list(person, filter)).map(({ ticket }) => ticket.ticketId);
  },
});

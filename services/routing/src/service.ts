import { propertyState, staffState, teamState } from "@shouwen/contracts/events/workforce";
import { commandHandler } from "@shouwen/service-kit/decision";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import type { RoutingConfig } from "./config.ts";
import { hearAnswerOnCallbackCompleted, watchCallbacks } from "./consumers/hear-answer-on-callback-completed.ts";
import { openTicketOnRequestReceived } from "./consumers/open-ticket-on-request-received.ts";
import {
  calendarPolicy,
  routingPolicy,
  shippedCalendar,
  shippedRouting,
  shippedSla,
  slaPolicy,
} from "./domain/policies.ts";
import { ticketNotFound } from "./domain/rejections.ts";
import { ticketCommandRoutes } from "./http/ticket-commands.ts";
import { ticketRoutes } from "./http/tickets.ts";
import { assignQueuedTickets } from "./loops/assign-queued-tickets.ts";
import { callbackWatchTable, isCallbackOpen } from "./store/callback-watch.ts";
import { createRoster } from "./store/roster.ts";
import { sealFor } from "./store/seal-for.ts";
import { openTicketBoard } from "./store/ticket-board.ts";
import { ticketTable } from "./store/ticket-store.ts";
import { timelineOf } from "./store/timeline.ts";
import { openWorkQueue } from "./store/work-queue.ts";
import { ticketTimers } from "./timers/ticket-timers.ts";

/** Everything that routing does: which doors it has, what it hears, what the clock does, and what it keeps. */
export const wireRouting = async (kit: Kit<RoutingConfig>): Promise<Wiring> => {
  const { config, database } = kit;
  const tickets = kit.store(ticketTable);
  const watch = kit.store(callbackWatchTable);
  const properties = kit.known(propertyState);
  const staff = kit.known(staffState, kit.waker.wake);
  const teams = kit.known(teamState);
  const roster = createRoster({ staff, teams });
  const board = openTicketBoard(config.PEOPLE_DATABASE_URL);

  const sla = kit.policies({ kind: "sla", schema: slaPolicy, shipped: shippedSla });
  const rules = kit.policies({ kind: "routing", schema: routingPolicy, shipped: shippedRouting });
  const calendars = kit.policies({ kind: "calendars", schema: calendarPolicy, shipped: shippedCalendar });
  const policies = { sla: sla.book, routing: rules.book, calendars: calendars.book };

  const vault = createVault({
    masterKey: readMasterKey(config.VAULT_MASTER_KEY_FILE),
    query: async (text, values) => (await database.query(text, values)).rows,
  });
  const handleTicket = commandHandler(tickets, {
    notFound: ticketNotFound,
    propertyOf: (state) => (state.status === "unknown" ? undefined : state.propertyId),
    correlationOf: (state) => (state.status === "unknown" ? "" : state.requestId),
  });

  return {
    routes: [
      ticketRoutes(board, (ticketId) => timelineOf(database, ticketId)),
      ticketCommandRoutes({ ...policies, handleTicket, staff: staff.get, team: teams.get, seal: sealFor(tickets, vault) }),
      sla.routes,
      rules.routes,
      calendars.routes,
    ],
    consumers: [
      properties.consumer,
      staff.consumer,
      teams.consumer,
      openTicketOnRequestReceived(tickets, { ...policies, ...roster, property: properties.get }),
      watchCallbacks(watch),
      hearAnswerOnCallbackCompleted(tickets),
    ],
    timers: ticketTimers(tickets, (ticketId) => isCallbackOpen(database, ticketId)),
    loops: [
      assignQueuedTickets(
        {
          tickets,
          queue: openWorkQueue(database),
          staffOf: roster.staffOf,
          sla: sla.book,
          onError: (error) => kit.log.warn({ error: (error as Error).message }, "tickets not assigned; trying again"),
        },
        kit.waker.onWake,
      ),
    ],
    close: board.close,
  };
};

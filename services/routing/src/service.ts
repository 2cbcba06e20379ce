import { propertyState, staffState, teamState } from "@shouwen/contracts/events/workforce";
import { commandHandler } from "@shouwen/service-kit/decision";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import type { RoutingConfig } from "./config.ts";
import {
  hearAnswerOnCallbackCompleted,
  watchCallbacks,
} from "./consumers/hear-answer-on-callback-completed.ts";
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
import { ticketExplanationRoutes } from "./http/ticket-explanations.ts";
import { ticketFigureRoutes } from "./http/ticket-figures.ts";
import { ticketRoutes } from "./http/tickets.ts";
import { warnOfUnknownYears } from "./jobs/warn-of-unknown-years.ts";
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
export const wireRouting = (kit: Kit<RoutingConfig>): Wiring => {
  const { config, database } = kit;
  const tickets = kit.store(ticketTable);
  const watch = kit.store(callbackWatchTable);
  const known = knownHouse(kit);
  const rules = openRules(kit);
  const books = { sla: rules.sla.book, routing: rules.routing.book, calendars: rules.calendars.book };
  const board = openTicketBoard(config.PEOPLE_DATABASE_URL);
  const handleTicket = commandHandler(tickets, {
    notFound: ticketNotFound,
    propertyOf: (state) => (state.status === "unknown" ? undefined : state.propertyId),
    correlationOf: (state) => (state.status === "unknown" ? "" : state.requestId),
  });
  const { staffOf, teamsOf } = known.roster;

  return {
    routes: [
      ticketRoutes(board, (ticketId) => timelineOf(database, ticketId)),
      ticketFigureRoutes(board),
      ticketExplanationRoutes({
        ...books,
        ...board,
        timelineOf: (ticketId) => timelineOf(database, ticketId),
      }),
      ticketCommandRoutes({
        ...books,
        handleTicket,
        staff: known.staff.get,
        team: known.teams.get,
        seal: sealFor(tickets, openVault(kit)),
      }),
      ...Object.values(rules).map((rule) => rule.routes),
    ],
    consumers: [
      ...[known.properties, known.staff, known.teams].map((state) => state.consumer),
      openTicketOnRequestReceived(tickets, { ...books, staffOf, teamsOf, property: known.properties.get }),
      watchCallbacks(watch),
      hearAnswerOnCallbackCompleted(tickets),
    ],
    timers: ticketTimers(tickets, (ticketId) => isCallbackOpen(database, ticketId)),
    jobs: [
      warnOfUnknownYears({
        properties: () => known.properties.list(),
        calendars: books.calendars,
        log: kit.log,
      }),
    ],
    loops: [
      assignQueuedTickets(
        { tickets, queue: openWorkQueue(database), staffOf, sla: books.sla, log: kit.log },
        kit.waker.onWake,
      ),
    ],
    close: board.close,
  };
};

/** The rules that routing owns as data. */
const openRules = (kit: Kit<RoutingConfig>) => ({
  sla: kit.policies({ kind: "sla", schema: slaPolicy, shipped: shippedSla }),
  routing: kit.policies({ kind: "routing", schema: routingPolicy, shipped: shippedRouting }),
  calendars: kit.policies({ kind: "calendars", schema: calendarPolicy, shipped: shippedCalendar }),
});

/** What workforce has said. Somebody coming on duty wakes the assigner. */
const knownHouse = (kit: Kit<RoutingConfig>) => {
  const staff = kit.known(staffState, kit.waker.wake);
  const teams = kit.known(teamState);
  return { properties: kit.known(propertyState), staff, teams, roster: createRoster({ staff, teams }) };
};

const openVault = ({ config, database }: Kit<RoutingConfig>) =>
  createVault({
    masterKey: readMasterKey(config.VAULT_MASTER_KEY_FILE),
    query: async (text, values) => (await database.query({ name: text, text, values })).rows,
  });

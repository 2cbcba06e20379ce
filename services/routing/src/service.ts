import { profileState } from "@shouwen/contracts/events/profile";
import { propertyState, staffState, teamState } from "@shouwen/contracts/events/workforce";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { commandHandler, jointCommandHandler } from "@shouwen/service-kit/decision";
import { forgetKeyOnProfileErased } from "@shouwen/service-kit/forget-erased";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import type { Vault } from "@shouwen/vault/vault";
import type { RoutingConfig } from "./config.ts";
import { hearAnswerOnCallbackEnded, watchCallbacks } from "./consumers/hear-answer-on-callback-ended.ts";
import { hearCustomerOnMessageReceived } from "./consumers/hear-customer-on-message-received.ts";
import { orElseBare } from "./consumers/open-bare-ticket.ts";
import { openTicketOnRequestReceived } from "./consumers/open-ticket-on-request-received.ts";
import { settleRemedyOnApproval, waitOnApproval, wishOf } from "./consumers/settle-on-approval.ts";
import type { ApprovalFact, ApprovalState } from "./domain/approval/approval.ts";
import type { RemedyFact, RemedyState } from "./domain/approval/remedy.ts";
import { approvalUnknown, ticketNotFound } from "./domain/rejections.ts";
import type { TicketState } from "./domain/ticket/ticket.ts";
import type { TicketFact } from "./domain/ticket/ticket-fact.ts";
import { approvalWordRoutes } from "./http/approval-words.ts";
import { approvalRoutes } from "./http/approvals.ts";
import { claimRoutes } from "./http/claims.ts";
import { conversationRoutes } from "./http/conversation.ts";
import { rehearsalRoutes } from "./http/rehearsals.ts";
import { remedyRoutes } from "./http/remedies.ts";
import { ticketCommandRoutes } from "./http/ticket-commands.ts";
import { ticketExplanationRoutes } from "./http/ticket-explanations.ts";
import { ticketFigureRoutes } from "./http/ticket-figures.ts";
import { ticketRoutes } from "./http/tickets.ts";
import { closeTicketsPastTheirGrace } from "./jobs/close-tickets-past-their-grace.ts";
import { handOverLeaversTickets } from "./jobs/hand-over-leavers-tickets.ts";
import { tallyEndedTickets } from "./jobs/tally-ended-tickets.ts";
import { tellOfUnclaimedTickets } from "./jobs/tell-of-unclaimed-tickets.ts";
import { warnOfUnknownYears } from "./jobs/warn-of-unknown-years.ts";
import { withdrawApprovalsOfCancelledTickets } from "./jobs/withdraw-approvals-of-cancelled-tickets.ts";
import { assignQueuedTickets } from "./loops/assign-queued-tickets.ts";
import { openRules, type Rules } from "./rules.ts";
import { type ApprovalBoard, openApprovalBoard } from "./store/approval-board.ts";
import {
  approvalsOfCancelled,
  approvalTable,
  cancelledAmong,
  openApprovals,
} from "./store/approval-store.ts";
import { callbackWatchTable, isCallbackOpen, ticketsPastGrace } from "./store/callback-watch.ts";
import { openClaimDesk } from "./store/claim-desk.ts";
import { customerOf, formerTickets, knownCustomers, propertiesOf } from "./store/known-customers.ts";
import { ticketsOfLeavers } from "./store/leavers.ts";
import { maskFor } from "./store/mask-for.ts";
import { noticesAt } from "./store/notices.ts";
import { recalculate } from "./store/recalculation.ts";
import { rehearseRoutingOn, rehearseSlaOn } from "./store/rehearsals.ts";
import {
  childrenOf,
  givenToAll,
  grant,
  grantedAmong,
  grantedFor,
  isApprovalUsed,
  remedyTable,
  untilGranted,
} from "./store/remedy-store.ts";
import { createRoster } from "./store/roster.ts";
import { sealFor } from "./store/seal-for.ts";
import { circumstancesFor, desksOf, termBooks } from "./store/terms.ts";
import { openTicketBoard, type TicketBoard } from "./store/ticket-board.ts";
import { openTicketNumbers } from "./store/ticket-numbers.ts";
import { openTicketReading } from "./store/ticket-reading.ts";
import { ticketTable } from "./store/ticket-store.ts";
import { addEndedHours } from "./store/totals.ts";
import { openVault } from "./store/vault.ts";
import { openWorkQueue } from "./store/work-queue.ts";
import { approvalTimers } from "./timers/approval-timers.ts";
import { ticketTimers } from "./timers/ticket-timers.ts";

/** Everything that routing does: which doors it has, what it hears, what the clock does, and what it keeps. */
export const wireRouting = (kit: Kit<RoutingConfig>): Wiring => {
  const { config, database } = kit;
  const tickets = kit.store(ticketTable);
  const watch = kit.store(callbackWatchTable);
  const approvals = kit.store(approvalTable);
  const remedies = kit.store(remedyTable);
  const known = knownHouse(kit);
  const rules = openRules(kit, known.teams);
  const board = openTicketBoard(config.PEOPLE_DATABASE_URL);
  const approvalBoard = openApprovalBoard(config.PEOPLE_DATABASE_URL);
  const vault = openVault(kit);
  const house: House = { kit, vault, tickets, approvals, remedies, known, rules, board, approvalBoard };
  const { staffOf } = known.roster;
  const circumstancesOf = circumstances(house);
  const work = { tickets, queue: openWorkQueue(database), log: kit.log };
  return {
    routes: [...readingRoutes(house), ...writingRoutes(house), ...allowingRoutes(house)],
    consumers: [
      ...[known.properties, known.staff, known.teams, known.profiles].map((state) => state.consumer),
      orElseBare(openTicketOnRequestReceived(tickets, premisesOf(house)), {
        tickets,
        source: premisesOf(house),
        log: kit.log,
      }),
      watchCallbacks(watch),
      hearAnswerOnCallbackEnded(tickets, { circumstancesOf }),
      hearCustomerOnMessageReceived(tickets, {
        circumstancesOf,
        propertiesOf: (ids) => propertiesOf(database, ids),
      }),
      forgetKeyOnProfileErased(vault.forget),
      waitOnApproval(tickets, {
        circumstancesOf,
        openApprovals: (ticketIds) => openApprovals(database, ticketIds),
      }),
      settleRemedyOnApproval(remedies, {
        wishOf: wishOf(approvals),
        cancelled: (ids) => cancelledAmong(database, ids),
      }),
    ],
    timers: [
      ...ticketTimers(tickets, {
        isCallbackOpen: (ticketId) => isCallbackOpen(database, ticketId),
        circumstancesOf,
      }),
      ...approvalTimers(approvals, staffOf),
    ],
    jobs: jobsOf(house),
    loops: [assignQueuedTickets({ ...work, staffOf, circumstancesOf }, kit.waker.onWake)],
    close: async () => {
      await Promise.all([board.close(), approvalBoard.close()]);
    },
  };
};

type House = {
  readonly kit: Kit<RoutingConfig>;
  readonly vault: Vault;
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  readonly known: ReturnType<typeof knownHouse>;
  readonly rules: Rules;
  readonly board: TicketBoard;
  readonly approvals: AggregateStore<ApprovalState, ApprovalFact>;
  readonly remedies: AggregateStore<RemedyState, RemedyFact>;
  readonly approvalBoard: ApprovalBoard;
};

/** What is looked at now and then. */
const jobsOf = (house: House) => {
  const { kit, tickets, approvals, known, rules } = house;
  const { database } = kit;
  return [
    tallyEndedTickets(() => addEndedHours(database)),
    closeTicketsPastTheirGrace({
      tickets,
      ticketsPastGrace: (limit) => ticketsPastGrace(database, limit),
    }),
    handOverLeaversTickets({
      tickets,
      circumstancesOf: circumstances(house),
      staff: known.staff.get,
      ticketsOfLeavers: (limit) => ticketsOfLeavers(database, limit),
    }),
    tellOfUnclaimedTickets({
      tickets,
      queue: openWorkQueue(database),
      staffOf: known.roster.staffOf,
      circumstancesOf: circumstances(house),
    }),
    withdrawApprovalsOfCancelledTickets({
      approvals,
      approvalsOfCancelled: (limit) => approvalsOfCancelled(database, limit),
    }),
    warnOfUnknownYears({
      properties: () => known.properties.list(),
      calendars: rules.calendars.book,
      now: kit.now,
      log: kit.log,
    }),
  ];
};

const books = ({ rules }: House) => ({
  sla: rules.sla.book,
  calendars: rules.calendars.book,
  escalation: rules.escalation.book,
});

const circumstances = (house: House) => (propertyId: string) =>
  circumstancesFor(
    { ...books(house), staffOf: house.known.roster.staffOf, deskOf: house.known.roster.peopleOf },
    propertyId,
  );

const premisesOf = (house: House) => ({
  property: house.known.properties.get,
  ...house.known.roster,
  staff: house.known.staff.get,
  desks: async () => desksOf(await house.rules.escalation.book(), house.known.roster.peopleOf),
  routing: house.rules.routing.book,
  terms: () => termBooks(books(house)),
  customers: (those: Parameters<typeof knownCustomers>[1]) => knownCustomers(house.kit.database, those),
  formerTickets: (ids: readonly string[]) => formerTickets(house.kit.database, ids),
  numbers: openTicketNumbers(house.kit.database),
});

/** What people read. */
const readingRoutes = ({ board, approvalBoard, kit, vault, known, rules }: House) => {
  const { database, log, now } = kit;
  const people = { staff: known.staff.get, customerOf: known.profiles.get };
  const reading = { ...openTicketReading({ database, vault, board, log, ...people }), now };
  return [
    ticketRoutes(board, reading),
    conversationRoutes(reading),
    approvalWordRoutes({ ...reading, findApproval: approvalBoard.find, staffOf: known.roster.staffOf }),
    ticketFigureRoutes({ received: board.received, calendars: rules.calendars.book, now }),
    ticketExplanationRoutes({ ...board, ...reading, calendars: rules.calendars.book }),
  ];
};

/** What people change: tickets, and the rules by which they are routed. */
const ofTickets = {
  notFound: () => ticketNotFound(),
  propertyOf: (state: TicketState) => (state.status === "unknown" ? undefined : state.propertyId),
  correlationOf: (state: TicketState) => (state.status === "unknown" ? "" : state.requestId),
};

const writingRoutes = (house: House) => {
  const { kit, vault, tickets, known, rules, board } = house;
  const { database } = kit;
  const terms = () => termBooks(books(house));
  const past = {
    database,
    terms,
    teamsOf: known.roster.teamsOf,
    routing: rules.routing.book,
    properties: () => known.properties.list(),
    now: kit.now,
  };
  return [
    ticketCommandRoutes({
      handleTicket: commandHandler(tickets, ofTickets),
      handleTogether: jointCommandHandler(tickets, ofTickets),
      circumstancesOf: circumstances(house),
      teamsOf: known.roster.teamsOf,
      find: board.find,
      routing: rules.routing.book,
      plans: rules.plans.book,
      categories: rules.categories.book,
      staff: known.staff.get,
      team: known.teams.get,
      awaitsApproval: async (id) => (await openApprovals(database, [id])).has(id),
      timeZoneOf: async (id) => (await known.properties.get(id))?.timeZone ?? "UTC",
      customerOf: (ticket) => customerOf(database, ticket),
      noticesAt: (place) => noticesAt(database, place),
      seal: sealFor(tickets, vault),
      mask: maskFor({ tickets, vault, known, log: kit.log }),
    }),
    claimRoutes({
      staff: known.staff.get,
      claims: openClaimDesk({
        tickets,
        queue: openWorkQueue(database),
        circumstancesOf: circumstances(house),
        openApprovals: (ids) => openApprovals(database, ids),
      }),
    }),
    rehearsalRoutes({
      now: kit.now,
      rehearseRouting: (trial) => rehearseRoutingOn(past, trial),
      rehearseSla: (trial) => rehearseSlaOn(past, trial),
      recalculate: (wish) => recalculate({ database, tickets, terms }, wish),
    }),
    ...Object.values(rules).map((rule) => rule.routes),
  ];
};

/** What somebody must allow, and what customers are given. */
const allowingRoutes = ({ kit, vault, known, rules, board, approvals, remedies, approvalBoard }: House) => {
  const handleApproval = commandHandler(approvals, {
    notFound: approvalUnknown,
    propertyOf: (state) => (state.status === "unknown" ? undefined : state.propertyId),
  });
  const shared = {
    handleApproval,
    findTicket: board.find,
    staff: known.staff.get,
    staffOf: known.roster.staffOf,
    flows: rules.approvals.book,
  };
  return [
    approvalRoutes({
      ...shared,
      board: approvalBoard,
      sealWith: vault.seal,
    }),
    remedyRoutes({
      now: kit.now,
      ...shared,
      limits: rules.remedyLimits.book,
      remedies: approvalBoard.remedies,
      pending: approvalBoard.pendingRemedies,
      approval: (id) => approvals.find(id),
      remedy: (id, { cause: { once } }) => remedies.find(id, once),
      childrenOf: (id) => childrenOf(kit.database, id),
      grantedFor: (about) => grantedFor(kit.database, about),
      givenToAll: (id) => givenToAll(kit.database, id),
      grantedAmong: (ids) => grantedAmong(kit.database, ids),
      isUsed: (id) => isApprovalUsed(kit.database, id),
      grant: (granting, command) => grant(remedies, granting, command),
      untilGranted,
    }),
  ];
};

/** What workforce has said. Somebody coming on duty wakes the assigner. */
const knownHouse = (kit: Kit<RoutingConfig>) => {
  const staff = kit.known(staffState, kit.waker.wake);
  const teams = kit.known(teamState);
  const [properties, profiles] = [kit.known(propertyState), kit.known(profileState)];
  return { properties, profiles, staff, teams, roster: createRoster({ staff, teams }) };
};

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
import { proposalOf, settleRemedyOnApproval, waitOnApproval } from "./consumers/settle-on-approval.ts";
import type { ApprovalFact, ApprovalState } from "./domain/approval/approval.ts";
import type { RemedyFact, RemedyState } from "./domain/approval/remedy.ts";
import { approvalUnknown, ticketNotFound } from "./domain/rejections.ts";
import type { TicketState } from "./domain/ticket/ticket.ts";
import type { TicketFact } from "./domain/ticket/ticket-fact.ts";
import { approvalWordRoutes } from "./http/approval-words.ts";
import { type ApprovalSources, approvalResource } from "./http/approvals.ts";
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
import { type ApprovalReadModel, openApprovalReadModel } from "./store/approval-read-model.ts";
import { approvalsOfCancelled, cancelledAmong, openApprovals } from "./store/approval-store.ts";
import { approvalTable } from "./store/approval-table.ts";
import { callbackWatchTable, isCallbackOpen, ticketsPastGrace } from "./store/callback-watch.ts";
import { openClaimQueue } from "./store/claim-queue.ts";
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
import { desksOf, readPolicySets, ticketContextFor } from "./store/terms.ts";
import { openTicketNumbers } from "./store/ticket-numbers.ts";
import { openTicketReadModel, type TicketReadModel } from "./store/ticket-read-model.ts";
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
  const board = openTicketReadModel(config.PEOPLE_DATABASE_URL);
  const approvalList = openApprovalReadModel(config.PEOPLE_DATABASE_URL);
  const vault = openVault(kit);
  const parts: Parts = { kit, vault, tickets, approvals, remedies, known, rules, board, approvalList };
  const { staffOf } = known.roster;
  const ticketContextOf = ticketContext(parts);
  const work = { tickets, queue: openWorkQueue(database), log: kit.log };
  return {
    routes: [...readingRoutes(parts), ...writingRoutes(parts), ...remedyDoors(parts)],
    resources: [approvalResource(approvalSources(parts))],
    consumers: [
      ...[known.properties, known.staff, known.teams, known.profiles].map((state) => state.consumer),
      orElseBare(openTicketOnRequestReceived(tickets, contextOf(parts)), {
        tickets,
        source: contextOf(parts),
        log: kit.log,
      }),
      watchCallbacks(watch),
      hearAnswerOnCallbackEnded(tickets, { ticketContextOf }),
      hearCustomerOnMessageReceived(tickets, {
        ticketContextOf,
        propertiesOf: (ids) => propertiesOf(database, ids),
      }),
      forgetKeyOnProfileErased(vault.forget),
      waitOnApproval(tickets, {
        ticketContextOf,
        openApprovals: (ticketIds) => openApprovals(database, ticketIds),
      }),
      settleRemedyOnApproval(remedies, {
        proposalOf: proposalOf(approvals),
        cancelled: (ids) => cancelledAmong(database, ids),
      }),
    ],
    timers: [
      ...ticketTimers(tickets, {
        isCallbackOpen: (ticketId) => isCallbackOpen(database, ticketId),
        ticketContextOf,
      }),
      ...approvalTimers(approvals, staffOf),
    ],
    jobs: jobsOf(parts),
    loops: [assignQueuedTickets({ ...work, staffOf, ticketContextOf }, kit.waker.onWake)],
    close: async () => {
      await Promise.all([board.close(), approvalList.close()]);
    },
  };
};

type Parts = {
  readonly kit: Kit<RoutingConfig>;
  readonly vault: Vault;
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  readonly known: ReturnType<typeof knownHouse>;
  readonly rules: Rules;
  readonly board: TicketReadModel;
  readonly approvals: AggregateStore<ApprovalState, ApprovalFact>;
  readonly remedies: AggregateStore<RemedyState, RemedyFact>;
  readonly approvalList: ApprovalReadModel;
};

/** What is looked at now and then. */
const jobsOf = (parts: Parts) => {
  const { kit, tickets, approvals, known, rules } = parts;
  const { database } = kit;
  return [
    tallyEndedTickets(() => addEndedHours(database)),
    closeTicketsPastTheirGrace({
      tickets,
      ticketsPastGrace: (limit) => ticketsPastGrace(database, limit),
    }),
    handOverLeaversTickets({
      tickets,
      ticketContextOf: ticketContext(parts),
      staff: known.staff.get,
      ticketsOfLeavers: (limit) => ticketsOfLeavers(database, limit),
    }),
    tellOfUnclaimedTickets({
      tickets,
      queue: openWorkQueue(database),
      staffOf: known.roster.staffOf,
      ticketContextOf: ticketContext(parts),
    }),
    withdrawApprovalsOfCancelledTickets({
      approvals,
      approvalsOfCancelled: (limit) => approvalsOfCancelled(database, limit),
    }),
    warnOfUnknownYears({
      properties: () => known.properties.list(),
      calendars: rules.calendars.current,
      now: kit.now,
      log: kit.log,
    }),
  ];
};

const policySources = ({ rules }: Parts) => ({
  sla: rules.sla.current,
  calendars: rules.calendars.current,
  escalation: rules.escalation.current,
});

const ticketContext = (parts: Parts) => (propertyId: string) =>
  ticketContextFor(
    { ...policySources(parts), staffOf: parts.known.roster.staffOf, deskOf: parts.known.roster.peopleOf },
    propertyId,
  );

const contextOf = (parts: Parts) => ({
  property: parts.known.properties.get,
  ...parts.known.roster,
  staff: parts.known.staff.get,
  desks: async () => desksOf(await parts.rules.escalation.current(), parts.known.roster.peopleOf),
  routing: parts.rules.routing.current,
  terms: () => readPolicySets(policySources(parts)),
  customers: (those: Parameters<typeof knownCustomers>[1]) => knownCustomers(parts.kit.database, those),
  formerTickets: (ids: readonly string[]) => formerTickets(parts.kit.database, ids),
  numbers: openTicketNumbers(parts.kit.database),
});

/** What people read. */
const readingRoutes = ({ board, approvalList, kit, vault, known, rules }: Parts) => {
  const { database, log, now } = kit;
  const people = { staff: known.staff.get, customerOf: known.profiles.get };
  const reading = { ...openTicketReading({ database, vault, board, log, ...people }), now };
  return [
    ticketRoutes(board, reading),
    conversationRoutes(reading),
    approvalWordRoutes({ ...reading, findApproval: approvalList.find, staffOf: known.roster.staffOf }),
    ticketFigureRoutes({ received: board.received, calendars: rules.calendars.current, now }),
    ticketExplanationRoutes({ ...board, ...reading, calendars: rules.calendars.current }),
  ];
};

/** What people change: tickets, and the rules by which they are routed. */
const ofTickets = {
  notFound: () => ticketNotFound(),
  propertyOf: (state: TicketState) => (state.status === "unknown" ? undefined : state.propertyId),
  correlationOf: (state: TicketState) => (state.status === "unknown" ? "" : state.requestId),
};

const writingRoutes = (parts: Parts) => {
  const { kit, vault, tickets, known, rules, board } = parts;
  const { database } = kit;
  const terms = () => readPolicySets(policySources(parts));
  const past = {
    database,
    terms,
    teamsOf: known.roster.teamsOf,
    routing: rules.routing.current,
    properties: () => known.properties.list(),
    now: kit.now,
  };
  return [
    ticketCommandRoutes({
      handleTicket: commandHandler(tickets, ofTickets),
      handleTogether: jointCommandHandler(tickets, ofTickets),
      ticketContextOf: ticketContext(parts),
      teamsOf: known.roster.teamsOf,
      find: board.find,
      routing: rules.routing.current,
      plans: rules.plans.current,
      categories: rules.categories.current,
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
      claims: openClaimQueue({
        tickets,
        queue: openWorkQueue(database),
        ticketContextOf: ticketContext(parts),
        openApprovals: (ids) => openApprovals(database, ids),
      }),
    }),
    rehearsalRoutes({
      now: kit.now,
      rehearseRouting: (trial) => rehearseRoutingOn(past, trial),
      rehearseSla: (trial) => rehearseSlaOn(past, trial),
      recalculate: (proposal) => recalculate({ database, tickets, terms }, proposal),
    }),
    ...Object.values(rules).map((rule) => rule.routes),
  ];
};

const approvalSources = ({ vault, known, rules, board }: Parts): ApprovalSources => ({
  findTicket: board.find,
  staff: known.staff.get,
  staffOf: known.roster.staffOf,
  flows: rules.approvals.current,
  sealWith: vault.seal,
});

/** What customers are given. */
const remedyDoors = ({ kit, known, rules, board, approvals, remedies, approvalList }: Parts) => {
  const handleApproval = commandHandler(approvals, {
    notFound: approvalUnknown,
    propertyOf: (state) => (state.status === "unknown" ? undefined : state.propertyId),
  });
  return [
    remedyRoutes({
      now: kit.now,
      handleApproval,
      findTicket: board.find,
      staff: known.staff.get,
      staffOf: known.roster.staffOf,
      flows: rules.approvals.current,
      limits: rules.remedyLimits.current,
      remedies: approvalList.remedies,
      pending: approvalList.pendingRemedies,
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

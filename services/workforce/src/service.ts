import { tombstoneOf } from "@shouwen/contracts/define-event";
import { profileState } from "@shouwen/contracts/events/profile";
import { propertyState, staffState, teamState } from "@shouwen/contracts/events/workforce";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { CronJob } from "@shouwen/event-bus/cron";
import { decideEach } from "@shouwen/event-bus/each";
import { commandHandler, jointCommandHandler } from "@shouwen/service-kit/decision";
import { forgetKeyOnProfileErased } from "@shouwen/service-kit/forget-erased";
import type { Policies } from "@shouwen/service-kit/policies";
import { republishJob } from "@shouwen/service-kit/republish";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { auditOpenings, type Opening, openerOf, openingsIn } from "@shouwen/service-kit/words";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import type { WorkforceConfig } from "./config.ts";
import { countTicketOnTicketQueued } from "./consumers/count-ticket-on-ticket-queued.ts";
import { endStayOnStaffCameOnDuty } from "./consumers/end-stay-on-staff-came-on-duty.ts";
import { followTicketsOfTeams } from "./consumers/follow-tickets-of-teams.ts";
import { forgetColleagueOnStaffLeft } from "./consumers/forget-colleague-on-staff-left.ts";
import { knowRoutingRules } from "./consumers/know-routing-rules.ts";
import { unknownTeamsIn } from "./domain/organisation/known-teams.ts";
import type { LacksOf } from "./domain/organisation/readiness.ts";
import {
  checklistPolicy,
  type HandOverPolicy,
  handOverPolicy,
  shippedChecklists,
  shippedHandOver,
} from "./domain/paper/shift-papers.ts";
import {
  coverPolicy,
  dutyPolicy,
  shiftPatterns,
  shippedCover,
  shippedDuty,
  shippedShiftPatterns,
} from "./domain/policies.ts";
import { noteNotFound, propertyNotFound, staffNotFound, teamNotFound } from "./domain/rejections.ts";
import type { Staff, StaffFact } from "./domain/staff/staff.ts";
import { absenceRoutes } from "./http/absences.ts";
import { checklistRoutes } from "./http/checklists.ts";
import { coverRoutes } from "./http/cover.ts";
import { csvImportRoutes } from "./http/csv-imports.ts";
import { dutyRoutes } from "./http/duty.ts";
import { handOverNoteRoutes } from "./http/hand-over-notes.ts";
import { importRoutes } from "./http/imports.ts";
import { propertyPutter, propertyRoutes } from "./http/properties.ts";
import { rotaRoutes, shiftEnterer } from "./http/rota.ts";
import { staffPutter, staffRoutes } from "./http/staff.ts";
import { swapRoutes } from "./http/swaps.ts";
import { teamDissolver, teamPutter, teamRoutes } from "./http/teams.ts";
import { sayWhatPropertiesLack } from "./loops/say-what-properties-lack.ts";
import { checklistDayTable, noteTable, propertyTable, staffTable, teamTable } from "./store/aggregates.ts";
import { openDirectory } from "./store/directory.ts";
import { openNoteText } from "./store/note-text.ts";
import { openWorkforcePeople } from "./store/people.ts";
import { openPropertyReads } from "./store/property-reads.ts";
import { openCoverBoard, openQueuedTickets } from "./store/queued-tickets.ts";
import { livePropertiesIn, openReadiness } from "./store/readiness.ts";
import { openRotaReadModel } from "./store/rota-read-model.ts";
import { openRotaReads } from "./store/rota-reads.ts";
import { openRoutingRules } from "./store/routing-rules.ts";
import { forgetNotes, openShiftPapers } from "./store/shift-paper-read-model.ts";
import { openTeamTickets } from "./store/team-tickets.ts";
import { staffTimers } from "./timers/staff-timers.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** Everything that workforce does: which doors it has, what it hears, what the clock does, and what it keeps. */
export const wireWorkforce = (kit: Kit<WorkforceConfig>): Wiring => {
  const stores = openStores(kit);
  const member = memberOf(stores.staff);
  const reads = { ...openPropertyReads(kit.database), ...openRotaReads(kit.database), member, now: kit.now };
  const people = openWorkforcePeople(kit.config.PEOPLE_DATABASE_URL);
  const directory = openDirectory(people);
  const rota = openRotaReadModel(people);
  const { queuedTickets, teamTickets, routingRules } = openHeard(kit.database);
  const lacksOf = openReadiness(kit.database, routingRules.current);
  const ofTeam = { membersOf: reads.membersOf, openTicketsIn: teamTickets.openIn };
  const papers = openShiftPapers(people);
  const rules = openRules(kit, async (scope) => ({ scope, teamIds: await reads.teamIdsIn(scope) }));
  const { hearingOfGuests, ...notes } = openNotes(kit, stores);
  const { handleNote, handleDay } = paperHandlersOf(kit);
  const handlers = handlersOf(stores);
  const { handleTeam, handleStaff, handleTogether } = handlers;
  const decide = decideEach(stores.staff);
  const { putProperty, putTeam, putStaff } = puttersOf(handlers, reads);
  const desk = { ...reads, handleStaff, handleTogether, patterns: rules.shiftPatterns.current };

  return {
    routes: [
      propertyRoutes(putProperty, { ...directory, lacksOf }),
      teamRoutes({ put: putTeam, dissolve: teamDissolver(handleTeam, ofTeam) }, directory),
      staffRoutes(putStaff, handleStaff, directory),
      dutyRoutes(desk, rota),
      rotaRoutes(desk, rota),
      absenceRoutes(desk, rota),
      swapRoutes(desk, rota),
      handOverNoteRoutes({ ...reads, ...notes, handleNote, handOver: rules.handOver.current }, papers),
      checklistRoutes({ ...reads, handleDay, checklists: rules.checklists.current }, papers),
      coverRoutes({ ...reads, policy: rules.cover.current }, openCoverBoard(people)),
      importRoutes({ putProperty, putTeam, putStaff, handleStaff }),
      csvImportRoutes({ ...desk, putStaff, enterShift: shiftEnterer(desk) }),
      ...Object.values(rules).map((rule) => rule.routes),
    ],
    consumers: [
      endStayOnStaffCameOnDuty(decide, reads.relievedBy),
      forgetColleagueOnStaffLeft(decide, reads),
      countTicketOnTicketQueued(queuedTickets.keep),
      ...hearingOfGuests,
      followTicketsOfTeams(teamTickets.keep),
      knowRoutingRules(routingRules.keep),
    ],
    timers: staffTimers(stores.staff, { duty: rules.duty.current, teamsWithout: reads.teamsWithout }),
    loops: [propertyWatch(kit, stores, lacksOf)],
    jobs: [
      ...republishing(stores),
      ...forgetting({ queuedTickets, teamTickets, forgetNotes: noteForgetter(kit, rules.handOver.current) }),
    ],
    close: people.close,
  };
};

/** What is kept of what other services say. */
const openHeard = (database: Kit<WorkforceConfig>["database"]) => ({
  queuedTickets: openQueuedTickets(database),
  teamTickets: openTeamTickets(database),
  routingRules: openRoutingRules(database),
});

/** How properties, teams and staff become what somebody describes. */
const puttersOf = (
  { handleProperty, handleTeam, handleStaff }: Omit<ReturnType<typeof handlersOf>, "handleTogether">,
  around: Pick<ReturnType<typeof openPropertyReads>, "isKnown"> & Parameters<typeof staffPutter>[1],
) => ({
  putProperty: propertyPutter(handleProperty),
  putTeam: teamPutter(handleTeam, around.isKnown),
  putStaff: staffPutter(handleStaff, around),
});

/** Keeps in each property's state what it lacks. */
const propertyWatch = (
  { database, log, waker }: Kit<WorkforceConfig>,
  { properties }: Stores,
  lacksOf: LacksOf,
) =>
  sayWhatPropertiesLack(
    { liveProperties: livePropertiesIn(database), properties, lacksOf, log },
    waker.onWake,
  );

type Forgetting = { forget(): Promise<void> };
type Forgetters = {
  readonly queuedTickets: Forgetting;
  readonly teamTickets: Forgetting;
  readonly forgetNotes: () => Promise<void>;
};

/** What is deleted once a day because nobody needs it any more. */
const forgetting = ({ queuedTickets, teamTickets, forgetNotes }: Forgetters): CronJob[] => [
  { name: "forget queued tickets", everyMs: dayMs, run: queuedTickets.forget },
  { name: "forget ended tickets of teams", everyMs: dayMs, run: teamTickets.forget },
  { name: "forget hand-over notes", everyMs: dayMs, run: forgetNotes },
];

/** What hand-over notes are sealed with, and about whom they may be. */
const openNotes = (kit: Kit<WorkforceConfig>, { properties }: Stores) => {
  const { config, database } = kit;
  const profiles = kit.known(profileState);
  const vault = createVault({
    masterKey: readMasterKey(config.VAULT_MASTER_KEY_FILE),
    query: async (text, values) => (await database.query({ name: text, text, values })).rows,
  });
  return {
    hearingOfGuests: [forgetKeyOnProfileErased(vault.forget), profiles.consumer],
    guest: profiles.get,
    noteText: openNoteText(vault, openerOf(vault, kit.log, profiles.get)),
    audit: (openings: readonly Opening[]) => auditOpenings(database, openings),
    openings: openingsIn(database),
    countryOf: countryIn(properties),
  };
};

/** How numbers are written where a property lies. */
const countryIn = (properties: Stores["properties"]) => async (propertyId: string) => {
  const property = await properties.find(propertyId);
  return property?.status === "known" ? property.data.countryCode : "CN";
};

const openStores = (kit: Kit<WorkforceConfig>) => ({
  properties: kit.store(propertyTable),
  teams: kit.store(teamTable),
  staff: kit.store(staffTable),
});

type Stores = ReturnType<typeof openStores>;

/** The standing teams within a scope of rules. */
type TeamsOf = { readonly scope: string; readonly teamIds: readonly string[] };

/** The rules that workforce owns as data. */
const openRules = (kit: Kit<WorkforceConfig>, teamsOf: (scope: string) => Promise<TeamsOf>) => ({
  shiftPatterns: kit.policies({
    kind: "shift_patterns",
    schema: shiftPatterns,
    shipped: shippedShiftPatterns,
  }),
  duty: kit.policies({ kind: "duty", schema: dutyPolicy, shipped: shippedDuty }),
  cover: kit.policies({
    kind: "cover",
    schema: coverPolicy,
    shipped: shippedCover,
    check: async ({ teams }, scope) => unknownTeamsIn("teams", teams, await teamsOf(scope)),
  }),
  handOver: kit.policies({
    kind: "hand_over",
    schema: handOverPolicy,
    shipped: shippedHandOver,
    check: async ({ forms }, scope) => unknownTeamsIn("forms", forms, await teamsOf(scope)),
  }),
  checklists: kit.policies({
    kind: "checklists",
    schema: checklistPolicy,
    shipped: shippedChecklists,
    check: async ({ lists }, scope) => unknownTeamsIn("lists", lists, await teamsOf(scope)),
  }),
});

const handlersOf = ({ properties, teams, staff }: Stores) => {
  const ofStaff = {
    notFound: () => staffNotFound(),
    propertyOf: (member: Staff) => (member.status === "unknown" ? undefined : member.data.propertyId),
  };
  return {
    handleProperty: commandHandler(properties, {
      notFound: propertyNotFound,
      propertyOf: (property) => (property.status === "unknown" ? undefined : property.data.propertyId),
    }),
    handleTeam: commandHandler(teams, {
      notFound: teamNotFound,
      propertyOf: (team) => (team.status === "unknown" ? undefined : team.data.propertyId),
    }),
    handleStaff: commandHandler(staff, ofStaff),
    handleTogether: jointCommandHandler(staff, ofStaff),
  };
};

const paperHandlersOf = (kit: Kit<WorkforceConfig>) => ({
  handleNote: commandHandler(kit.store(noteTable), {
    notFound: noteNotFound,
    propertyOf: (note) => (note.status === "unknown" ? undefined : note.propertyId),
  }),
  handleDay: commandHandler(kit.store(checklistDayTable), {
    notFound: propertyNotFound,
    propertyOf: (day) => (day.propertyId === "" ? undefined : day.propertyId),
  }),
});

const noteForgetter =
  (kit: Kit<WorkforceConfig>, handOver: Policies<HandOverPolicy>["current"]) => async (): Promise<void> => {
    const policySet = await handOver();
    const now = kit.now();
    await forgetNotes(kit.database, (propertyId) => policySet.inForce(propertyId, now).body.keptDays);
  };

const memberOf =
  (staff: AggregateStore<Staff, StaffFact>) =>
  async (staffId: string): Promise<Staff> =>
    await staff.find(staffId);

/** States are said again each day: a late resend of an old one may stand last on a compacted topic. */
const republishing = ({ properties, teams, staff }: Stores) => [
  republishJob(properties, (property) =>
    property.status === "unknown" ? undefined : propertyState.of(property.data),
  ),
  republishJob(teams, (team) => {
    if (team.status === "unknown") return undefined;
    return team.status === "standing" ? teamState.of(team.data) : tombstoneOf(teamState, team.data.teamId);
  }),
  republishJob(staff, (member) => (member.status === "unknown" ? undefined : staffState.of(member.data))),
];

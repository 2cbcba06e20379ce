import { categoriesPolicy, shippedCategories } from "@shouwen/contracts/category-tree";
import { policyState } from "@shouwen/contracts/events/policy";
import { profileState } from "@shouwen/contracts/events/profile";
import { propertyState, staffState } from "@shouwen/contracts/events/workforce";
import { requestId } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import type { ReplicatedState } from "@shouwen/event-bus/replicated-state";
import { type BackPressure, outboxPressure } from "@shouwen/service-kit/back-pressure";
import { type GroupCommit, groupCommit } from "@shouwen/service-kit/group-commit";
import { openingRoutes } from "@shouwen/service-kit/opening-routes";
import { receivedPolicies } from "@shouwen/service-kit/received-policies";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import {
  auditOpening,
  type ListOpenings,
  type Opening,
  openerOf,
  openingsIn,
  toleratingDamage,
} from "@shouwen/service-kit/words";
import { createBlindIndex } from "@shouwen/vault/blind-index";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import type { IntakeConfig } from "./config.ts";
import { forgetErasedProfiles } from "./consumers/forget-erased-profiles.ts";
import { takeRequestOnMessageReceived } from "./consumers/take-request-on-message-received.ts";
import { watchTickets } from "./consumers/watch-tickets.ts";
import { dangerWords } from "./domain/danger-words.ts";
import { importInterrupted, requestNotFound } from "./domain/rejections.ts";
import { shippedDangerWords } from "./domain/shipped-danger-words.ts";
import { importPace } from "./http/import-pace.ts";
import { importRoutes } from "./http/imports.ts";
import { requestCountRoutes } from "./http/request-count.ts";
import { type RequestsDoor, requestRoutes } from "./http/requests.ts";
import { type ImportNeeds, runImport } from "./http/run-import.ts";
import { arrivals } from "./store/arrival.ts";
import { customersPolicy } from "./store/callers.ts";
import { dropContacts } from "./store/contacts.ts";
import { beginImport, endSilentImports } from "./store/import-ledger.ts";
import { openImportRepository } from "./store/import-repository.ts";
import { openMappings } from "./store/mappings.ts";
import { type IntakePeople, openIntakePeople } from "./store/people.ts";
import { openReception } from "./store/reception.ts";
import { openRequestRepository } from "./store/request-repository.ts";
import { importTaker } from "./store/take-imported.ts";
import { messageTaker } from "./store/take-messages.ts";
import { openRequestTaking } from "./store/take-requests.ts";
import { keepTickets } from "./store/ticket-watch.ts";

/** Everything that intake does: which doors it has, what it hears, and what it keeps. */
export const wireIntake = (kit: Kit<IntakeConfig>): Wiring => {
  const { config, database, source } = kit;
  const properties = kit.known(propertyState);
  const profiles = kit.known(profileState);
  const staff = kit.known(staffState);
  const rules = kit.known(policyState);
  const danger = kit.policies({ kind: "danger_words", schema: dangerWords, shipped: shippedDangerWords });
  const people = openIntakePeople(config.PEOPLE_DATABASE_URL);

  const secrets = openSecrets(kit);
  const { vault, blindIndex } = secrets;
  const open = openerOf(vault, kit.log, profiles.get);
  const needs = {
    database,
    ...secrets,
    ...othersRules(database),
    property: properties.get,
    danger: danger.current,
    arrive: arrivals(blindIndex),
    desk: openRequestTaking({ database, vault, source, wake: kit.waker.wake, log: kit.log }),
    pressure: outboxPressure({ database, highWater: config.OUTBOX_HIGH_WATER }),
    now: kit.now,
  };
  const serving = servingWatch();
  const queue = serving.watched(groupCommit({ commit: needs.desk.take }));
  const requests = openRequestRepository(people);
  const reception = openReception({ ...needs, open, queue, requests });
  const words = { ...audited(database), open, teamIdsOf: teamsOf(staff) };
  const imports = wireImports(kit, { ...needs, isServing: serving.isServing }, people);

  return {
    routes: [
      ...requestDoors({ ...reception, now: kit.now }, words),
      requestCountRoutes(requests, kit.now),
      imports.routes,
      danger.routes,
    ],
    consumers: [
      properties.consumer,
      profiles.consumer,
      staff.consumer,
      rules.consumer,
      takeRequestOnMessageReceived(messageTaker({ ...needs, open: toleratingDamage(vault, kit.log) })),
      watchTickets((tickets) => keepTickets(database, tickets)),
      forgetErasedProfiles(async (profileIds) => {
        for (const profileId of profileIds) vault.forget(profileId);
        await dropContacts(database, profileIds);
      }),
    ],
    jobs: [imports.endSilent],
    loops: [imports.stopper],
    close: people.close,
  };
};

/** What of customers is sealed, found and read with. */
const openSecrets = ({ config, database }: Kit<IntakeConfig>) => {
  const masterKey = readMasterKey(config.VAULT_MASTER_KEY_FILE);
  const query = async (text: string, values: unknown[]) =>
    (await database.query({ name: text, text, values })).rows;
  const vault = createVault({ masterKey, query });
  return { vault, blindIndex: createBlindIndex(masterKey) };
};

type Words = Parameters<typeof requestRoutes>[1] & { readonly openings: ListOpenings };

/** Taking and reading requests, and who read them. */
const requestDoors = (reception: RequestsDoor, words: Words) => [
  requestRoutes(reception, words),
  openingRoutes({
    path: "/v1/requests",
    param: "requestId",
    id: requestId,
    tag: "requests",
    summary: "Who read what a customer wrote, when and why, newest first",
    openings: words.openings,
    find: reception.find,
    notFound: requestNotFound,
  }),
];

/** Who opens what a customer wrote is written down, and told to those who lead. */
const audited = (database: Database) => ({
  audit: (opening: Opening) => auditOpening(database, opening),
  openings: openingsIn(database),
});

const teamsOf =
  (staff: ReplicatedState<{ readonly teamIds: readonly string[] }>) =>
  async (staffId: string): Promise<readonly string[]> =>
    (await staff.get(staffId))?.teamIds ?? [];

/** Rules of other services that intake goes by. */
const othersRules = (database: Database) => ({
  categories: receivedPolicies({
    kind: "categories",
    schema: categoriesPolicy,
    shipped: shippedCategories,
    database,
  }),
  customers: receivedPolicies({ kind: "customers", schema: customersPolicy, shipped: {}, database }),
});

const servedWithinMs = 1_000;

/** Knows whether somebody has asked for something within the last second. */
const servingWatch = () => {
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    watched: <Item, Answer>({ submit }: GroupCommit<Item, Answer>): GroupCommit<Item, Answer> => ({
      submit: (item) => {
        lastAt = performance.now();
        return submit(item);
      },
    }),
    isServing: () => performance.now() - lastAt < servedWithinMs,
  };
};

type ImportParts = Parameters<typeof importTaker>[0] & {
  readonly isServing: () => boolean;
  readonly database: Database;
  readonly property: ImportNeeds["property"];
  readonly pressure: BackPressure;
};

const wireImports = (kit: Kit<IntakeConfig>, parts: ImportParts, people: IntakePeople) => {
  const { config } = kit;
  const { database, property, pressure } = parts;
  const mappings = openMappings(config.MAPPINGS_FOLDER, (broken) =>
    kit.log.warn(broken, "A mapping file has mistakes; it cannot be used until it is mended"),
  );
  const stopping = new AbortController();
  const needs: ImportNeeds = {
    property,
    mapping: mappings.find,
    begin: (order) => beginImport(database, order),
    take: importTaker(parts),
    hasRoom: pressure.hasRoom,
    pace: importPace(parts.isServing),
    stopping: stopping.signal,
    maxBytes: config.IMPORT_MAX_BYTES,
  };
  return {
    routes: importRoutes({
      ...openImportRepository(people),
      maxBytes: needs.maxBytes,
      mappings: mappings.all,
      run: (sent) => runImport(needs, sent),
    }),
    endSilent: {
      name: "end silent imports",
      everyMs: 60_000,
      run: () => endSilentImports(database),
    },
    /** No loop, but stopped like one: a running import ends at once and does not hold up the stop of the process. */
    stopper: () => ({ wake: () => undefined, stop: async () => stopping.abort(importInterrupted()) }),
  };
};

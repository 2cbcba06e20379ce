import { profileState } from "@shouwen/contracts/events/profile";
import { propertyState, staffState } from "@shouwen/contracts/events/workforce";
import { entryId } from "@shouwen/contracts/values";
import { commandHandler } from "@shouwen/service-kit/decision";
import { forgetKeyOnProfileErased } from "@shouwen/service-kit/forget-erased";
import { openingRoutes } from "@shouwen/service-kit/opening-routes";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { auditOpenings, openerOf, openingsIn } from "@shouwen/service-kit/words";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import { serviceBasics } from "../packs/service-basics.ts";
import type { ScoringConfig } from "./config.ts";
import { keepLedger } from "./consumers/keep-ledger.ts";
import { keepOutcomes } from "./consumers/keep-outcomes.ts";
import { scoreOnEvent } from "./consumers/score-on-event.ts";
import { entryNotFound } from "./domain/rejections.ts";
import { scorePack } from "./domain/score-pack.ts";
import { boardRoutes } from "./http/boards.ts";
import { entryViews } from "./http/entry-view.ts";
import { ledgerRoutes } from "./http/ledger.ts";
import { openLedgerReadModel } from "./store/ledger-read-model.ts";
import { accountTable, entryTable, outcomeTable } from "./store/tables.ts";

/** Everything that scoring does: which doors it has, what it hears, and what it keeps. */
export const wireScoring = (kit: Kit<ScoringConfig>): Wiring => {
  const vault = createVault({
    masterKey: readMasterKey(kit.config.VAULT_MASTER_KEY_FILE),
    query: async (text, values) => (await kit.database.query({ name: text, text, values })).rows,
  });
  const accounts = kit.store(accountTable);
  const properties = kit.known(propertyState);
  const staff = kit.known(staffState);
  const profiles = kit.known(profileState);
  const packs = kit.policies({ kind: "score_pack", schema: scorePack, shipped: serviceBasics });
  const ledger = openLedgerReadModel(kit.config.PEOPLE_DATABASE_URL);
  // Whoever may see an entry has been asked before; an account itself belongs to no property.
  const handleAccount = commandHandler(accounts, { notFound: entryNotFound, propertyOf: () => undefined });

  return {
    routes: [
      ledgerRoutes({
        find: ledger.find,
        list: ledger.list,
        handleAccount,
        show: entryViews({
          open: openerOf(vault, kit.log, profiles.get),
          audit: (openings) => auditOpenings(kit.database, openings),
        }),
        seal: vault.seal,
      }),
      openingRoutes({
        path: "/v1/ledger/entries",
        param: "entryId",
        id: entryId,
        tag: "ledger",
        summary: "Who read why an entry was taken back, when and why, newest first",
        openings: openingsIn(kit.database),
        find: ledger.find,
        notFound: entryNotFound,
      }),
      boardRoutes({
        standings: ledger.standings,
        now: kit.now,
        nameOf: staff.get,
        timeZoneOf: async (propertyId) => (await properties.get(propertyId))?.timeZone,
      }),
      packs.routes,
    ],
    consumers: [
      properties.consumer,
      staff.consumer,
      profiles.consumer,
      ...scoreOnEvent({ accounts, packs: packs.current }),
      keepOutcomes(kit.store(outcomeTable)),
      keepLedger(kit.store(entryTable)),
      forgetKeyOnProfileErased(vault.forget),
    ],
    close: ledger.close,
  };
};

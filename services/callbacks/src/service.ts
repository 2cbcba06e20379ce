import { profileState } from "@shouwen/contracts/events/profile";
import { propertyState, staffState } from "@shouwen/contracts/events/workforce";
import { callbackId } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import { forgetKeyOnProfileErased } from "@shouwen/service-kit/forget-erased";
import { openingRoutes } from "@shouwen/service-kit/opening-routes";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { auditOpening, openerOf, openingsIn } from "@shouwen/service-kit/words";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import type { CallbacksConfig } from "./config.ts";
import { followResolutionOnTicketEvents } from "./consumers/follow-resolution-on-ticket-events.ts";
import { callbackPolicy, shippedCallbackPolicy } from "./domain/callback-policy.ts";
import { callbackNotFound } from "./domain/rejections.ts";
import { callbackDeskRoutes } from "./http/callback-desk.ts";
import { callbackResource } from "./http/callbacks.ts";
import { openCallbackQueue } from "./store/callback-queue.ts";
import { callbackTable } from "./store/callback-table.ts";
import { createClaims } from "./store/claims.ts";
import { erasedAmong } from "./store/erased-among.ts";
import { latestResolutions } from "./store/latest-resolutions.ts";
import { queueViewOf } from "./store/queue-view.ts";
import { createTerms } from "./store/terms.ts";
import { expireUncalledCallbacks } from "./timers/expire-uncalled-callbacks.ts";

/** Everything that callbacks does: which doors it has, what it hears, what the clock does, and what it keeps. */
export const wireCallbacks = async (kit: Kit<CallbacksConfig>): Promise<Wiring> => {
  const { config, database } = kit;
  const callbacks = kit.store(callbackTable);
  const properties = kit.known(propertyState);
  const staff = kit.known(staffState);
  const profiles = kit.known(profileState);
  const policies = kit.policies({ kind: "callback", schema: callbackPolicy, shipped: shippedCallbackPolicy });
  const terms = createTerms({ property: properties.get, current: policies.current });
  const desk = openCallbackQueue(config.PEOPLE_DATABASE_URL);
  const vault = createVault({
    masterKey: readMasterKey(config.VAULT_MASTER_KEY_FILE),
    query: async (text, values) => (await database.query({ name: text, text, values })).rows,
  });
  const claimNext = createClaims({ callbacks, desk, pinned: terms.pinned, erasedAmong: erasedAmong(vault) });

  return {
    routes: [
      callbackDeskRoutes({ claimNext, deskOf: queueViewOf(desk, { ...terms, now: kit.now }) }),
      whoReadCallbacks(database, desk),
      policies.routes,
    ],
    resources: [
      callbackResource({
        termsOf: terms.of,
        seal: vault.seal,
        teamIdsOf: async (id) => (await staff.get(id))?.teamIds ?? [],
        open: openerOf(vault, kit.log, profiles.get),
        audit: (opening) => auditOpening(database, opening),
      }),
    ],
    consumers: [
      properties.consumer,
      staff.consumer,
      profiles.consumer,
      followResolutionOnTicketEvents({
        callbacks,
        inForce: terms.inForce,
        latestResolutions: (ticketIds) => latestResolutions(database, ticketIds),
      }),
      forgetKeyOnProfileErased(vault.forget),
    ],
    timers: [expireUncalledCallbacks(callbacks)],
    close: desk.close,
  };
};

const whoReadCallbacks = (database: Database, { find }: Pick<ReturnType<typeof openCallbackQueue>, "find">) =>
  openingRoutes({
    path: "/v1/callbacks",
    param: "callbackId",
    id: callbackId,
    tag: "callbacks",
    summary: "Who read what a customer answered, when and why, newest first",
    openings: openingsIn(database),
    find,
    notFound: callbackNotFound,
  });

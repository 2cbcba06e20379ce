import { tombstoneOf } from "@shouwen/contracts/define-event";
import { profileState } from "@shouwen/contracts/events/profile";
import { propertyState } from "@shouwen/contracts/events/workforce";
import type { Database } from "@shouwen/event-bus/database";
import { commandHandler } from "@shouwen/service-kit/decision";
import { groupScope } from "@shouwen/service-kit/policy-set";
import { republishJob } from "@shouwen/service-kit/republish";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { openerOf } from "@shouwen/service-kit/words";
import { createBlindIndex } from "@shouwen/vault/blind-index";
import { type MasterKey, readMasterKey } from "@shouwen/vault/master-key";
import { createVault, type Vault } from "@shouwen/vault/vault";
import type { ProfilesConfig } from "./config.ts";
import { registerProfileOnRequestReceived } from "./consumers/register-profile-on-request-received.ts";
import { checkCustomers, customersPolicy, shippedCustomers } from "./domain/customers-policy.ts";
import type { Profile } from "./domain/profile.ts";
import { profileNotFound } from "./domain/rejections.ts";
import { erasureRoutes } from "./http/erasures.ts";
import { privacyRoutes } from "./http/privacy.ts";
import { profileRoutes } from "./http/profiles.ts";
import { type Audit, openAudit } from "./store/audit.ts";
import { openCustomers } from "./store/customers.ts";
import { openClearText } from "./store/decrypt-profile.ts";
import { maskedReasons } from "./store/masked-reasons.ts";
import { profileTable } from "./store/profile-table.ts";
import { beginDueErasures, finishBegunErasures } from "./timers/carry-out-erasures.ts";

/** Everything that profiles does: which doors it has, what it hears, what the clock does, and what it keeps. */
export const wireProfiles = (kit: Kit<ProfilesConfig>): Wiring => {
  const { config, database } = kit;
  const masterKey = readMasterKey(config.VAULT_MASTER_KEY_FILE);
  const vault = openVault(masterKey, database);
  const blindIndex = createBlindIndex(masterKey);
  const decrypted = openClearText(vault, blindIndex, kit.log);
  const profiles = kit.store(profileTable);
  const properties = kit.known(propertyState);
  const rules = kit.policies({
    kind: "customers",
    schema: customersPolicy,
    shipped: shippedCustomers,
    check: checkCustomers,
  });
  const policy = async () => (await rules.current()).inForce(groupScope, kit.now()).body;
  const people = openCustomers(config.PEOPLE_DATABASE_URL, policy);
  const audit = openAudit(database);
  const customers = { ...people, decrypt: decrypted.of };

  // A customer belongs to several properties: routes look them up under row-level security before they command.
  const handleProfile = commandHandler(profiles, { notFound: profileNotFound, propertyOf: () => undefined });

  return {
    routes: [
      profileRoutes({
        customers,
        handleProfile,
        blindIndex,
        sealName: decrypted.sealName,
        countryOf: async (propertyId) => (await properties.get(propertyId))?.countryCode,
      }),
      privacyRoutes({
        customers,
        audit,
        seal: vault.seal,
        openerFor: (profile) => openerOf(vault, kit.log, async () => leavingOf(profile)),
      }),
      erasureRoutes({
        customers,
        handleProfile,
        coolingDays: async () => (await policy()).coolingDays,
        maskReason: maskedReasons(decrypted.of, properties.get),
      }),
      rules.routes,
    ],
    consumers: [
      properties.consumer,
      registerProfileOnRequestReceived(profiles, {
        indexesOf: decrypted.indexesOf,
        haveKeys: vault.haveKeys,
      }),
    ],
    timers: [beginDueErasures(profiles), finishBegunErasures(profiles, keyDestroyer(vault, audit))],
    jobs: [republishJob(profiles, sayAgain)],
    close: people.close,
  };
};

const openVault = (masterKey: MasterKey, database: Database) =>
  createVault({
    masterKey,
    query: async (text, values) => (await database.query({ name: text, text, values })).rows,
  });

/** Destroys the keys of whoever is being erased: their own, and those of requests that were a stranger's before. */
const keyDestroyer =
  (vault: Pick<Vault, "erase">, audit: Pick<Audit, "writeErasure">) =>
  async (profile: Profile): Promise<void> => {
    if (profile.status !== "erasing") return;
    const { profileId, by, requestKeys = [] } = profile;
    await audit.writeErasure(profileId, by);
    for (const subject of [...requestKeys, profileId]) await vault.erase(subject, by);
  };

/** Since when the erasure of a customer is asked for, as whoever opens their words asks. */
const leavingOf = (profile: Profile) => ({
  erasureRequestedAt: profile.status === "known" ? profile.erasure?.requestedAt : undefined,
});

const sayAgain = (profile: Profile) => {
  switch (profile.status) {
    case "known":
      return profileState.of(profile.data);
    case "erased":
      return tombstoneOf(profileState, profile.profileId);
    case "unknown":
    case "erasing":
      return undefined;
  }
};

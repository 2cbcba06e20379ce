import type { Kit } from "@shouwen/service-kit/service";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault, type Vault } from "@shouwen/vault/vault";
import type { RoutingConfig } from "../config.ts";

/** What people wrote, sealed: opens and seals it under the customer's key. */
export const openVault = ({ config, database }: Pick<Kit<RoutingConfig>, "config" | "database">): Vault =>
  createVault({
    masterKey: readMasterKey(config.VAULT_MASTER_KEY_FILE),
    query: async (text, values) => (await database.query({ name: text, text, values })).rows,
  });

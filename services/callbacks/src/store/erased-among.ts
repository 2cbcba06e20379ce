import type { Vault } from "@shouwen/vault/vault";

/** Which of these customers were erased. Most keys are held already, so this seldom asks the database. */
export const erasedAmong =
  (vault: Pick<Vault, "keysFor">) =>
  async (profileIds: readonly string[]): Promise<ReadonlySet<string>> => {
    const keys = await vault.keysFor(profileIds);
    return new Set(profileIds.filter((profileId) => keys.get(profileId) === null));
  };

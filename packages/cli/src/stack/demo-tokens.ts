import { demoUsers } from "./demo-users.ts";
import { type Issuer, openIssuer, TOKEN_HOURS } from "./issuer.ts";
import type { StateFolder } from "./state-folder.ts";

const renewEveryMs = (TOKEN_HOURS / 2) * 60 * 60 * 1_000;

/** A token for each of the demo users, for `stack.json`. */
export const demoTokens = async (issuer: Issuer): Promise<Record<string, string>> => {
  const tokens = Object.entries(demoUsers).map(
    async ([role, person]) => [role, await issuer.sign(person)] as const,
  );
  return Object.fromEntries(await Promise.all(tokens));
};

/** Makes new ones long before they end, for as long as this process lives. */
export const renewDemoTokens = (
  folder: StateFolder,
  write: (tokens: Record<string, string>) => void,
): void => {
  const renew = async () => write(await demoTokens(await openIssuer(folder)));
  setInterval(() => void renew(), renewEveryMs).unref();
};

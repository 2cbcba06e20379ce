import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StateFolder } from "./state-folder.ts";

/** Files that only the owner of the clone may read. */
export const writeSecret = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });

const madeOnce = (file: string, make: () => string): string => {
  if (!existsSync(file)) writeSecret(file, make());
  return readFileSync(file, "utf8");
};

/** The passwords of the database roles: made at the first wish and the same for ever after. */
export const rolePasswords = ({ secrets }: StateFolder): ((role: string) => string) => {
  const file = join(secrets, "database-roles.json");
  const passwords: Record<string, string> = JSON.parse(madeOnce(file, () => "{}"));
  return (role) => {
    const known = passwords[role];
    if (known) return known;
    const made = randomBytes(18).toString("base64url");
    passwords[role] = made;
    writeSecret(file, JSON.stringify(passwords, null, 2));
    return made;
  };
};

/** The key that wraps every person's key: 32 bytes in base64. Without it nothing sealed can be read again. */
export const masterKeyFile = ({ secrets }: StateFolder): string => {
  const file = join(secrets, "vault-master.key");
  madeOnce(file, () => randomBytes(32).toString("base64"));
  return file;
};

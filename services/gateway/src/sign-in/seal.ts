import { hkdfSync } from "node:crypto";
import { CompactEncrypt, compactDecrypt } from "jose";

/** Seals small things for a browser to keep: it can neither read nor change them. */
export type Seal = {
  close(content: unknown): Promise<string>;
  /** Undefined for what was not sealed with this secret. */
  open(sealed: string): Promise<unknown>;
};

/** A seal whose key is derived from a secret that all replicas of the gateway share. `purpose` keeps seals apart. */
export const sealWith = (secret: string, purpose: string): Seal => {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", `shouwen gateway ${purpose}`, 32));
  return {
    close: (content) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(content)))
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .encrypt(key),
    open: async (sealed) => {
      try {
        const { plaintext } = await compactDecrypt(sealed, key);
        return JSON.parse(Buffer.from(plaintext).toString());
      } catch {
        return undefined;
      }
    },
  };
};

import { createSecretKey } from "node:crypto";
import { type MasterKey, masterKeyOf, newSecret } from "../src/master-key.ts";
import type { PersonKey } from "../src/sealed-text.ts";

/** A master key of one generation whose bytes are all the same. */
export const aMasterKey = (byte = 1): MasterKey => masterKeyOf(new Map([[1, Buffer.alloc(32, byte)]]));

/** A person's key as the vault would give it. */
export const aPersonKey = (subject = "pro_maya"): PersonKey => ({
  subject,
  secret: createSecretKey(newSecret()),
});

import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What providers show us, so that nobody else can say what became of a message, or write in a customer's name. */
export type ProviderKey = {
  /** Whether this is the secret that was agreed with the provider. */
  isSecret(shown: unknown): boolean;
  /** What the provider shows with the receipts of one message. It goes into a URL, so it is good for nothing else. */
  tokenOf(messageId: string): string;
  isTokenOf(messageId: string, shown: unknown): boolean;
};

export const createProviderKey = (secret: string): ProviderKey => {
  const tokenOf = (messageId: string) =>
    createHmac("sha256", secret).update(`receipt ${messageId}`).digest("base64url");
  return {
    isSecret: (shown) => isSame(secret, shown),
    tokenOf,
    isTokenOf: (messageId, shown) => isSame(tokenOf(messageId), shown),
  };
};

/** Takes as long for a wrong value as for the right one, whatever its length. */
const isSame = (expected: string, shown: unknown): boolean => {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return typeof shown === "string" && timingSafeEqual(digest(expected), digest(shown));
};

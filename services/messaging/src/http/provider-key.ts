import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { rejection } from "@shouwen/event-bus/rejection";
import { httpProblems } from "@shouwen/service-kit/http-problems";
import { countWrongTokens } from "@shouwen/service-kit/wrong-tokens";
import { providerNotKnown } from "../domain/rejections.ts";

const tooMany = rejection("too_many_requests", "too_many", httpProblems.too_many_requests.title);

/** What providers show us, so that nobody else can say what became of a message, or write in a customer's name. */
export type ProviderKey = {
  /** Whether this is the secret that was agreed with the provider. */
  isSecret(shown: unknown): boolean;
  /** What the provider shows with the receipts of one message. It goes into a URL, so it is good for nothing else. */
  tokenOf(messageId: string): string;
  isTokenOf(messageId: string, shown: unknown): boolean;
  /**
   * What is answered to an address that shows a wrong one: that it is no provider of ours, and when there are too many
   * in a minute that it must wait. A right one is taken all the same, whoever else guesses behind that address.
   */
  refusal(address: string): Error;
};

export const createProviderKey = (secret: string): ProviderKey => {
  const tokenOf = (messageId: string) =>
    createHmac("sha256", secret).update(`receipt ${messageId}`).digest("base64url");
  const wrong = countWrongTokens({
    name: "shouwen.providers.wrong_keys",
    unit: "{key}",
    description: "Keys of providers that were not taken",
  });
  return {
    refusal: (address) => {
      const waitSeconds = wrong.count(address, performance.now());
      if (waitSeconds === undefined) return providerNotKnown();
      return tooMany({ detail: "Too many keys from here that are wrong", waitSeconds });
    },
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

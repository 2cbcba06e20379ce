import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { requestReceived } from "@shouwen/contracts/events/request";
import { newId, withPrefix } from "@shouwen/event-bus/ids";
import type { Vault } from "@shouwen/vault/vault";

/** A customer as they tell of themselves. Made up: the number is the one that everybody uses in examples. */
export type Customer = { readonly name: string; readonly phone: string; readonly words: string };

export const linXiaoyue: Customer = {
  name: "林晓月",
  phone: "+8613800138000",
  words: "我是林晓月，水龙头漏水，请打 13800138000",
};

/** A request of nobody who can be named. */
export const anAnonymousRequest = (propertyId: string): DataOf<typeof requestReceived> => {
  const requestId = newId("req");
  const now = new Date().toISOString();
  return {
    requestId,
    ticketId: withPrefix("tic", requestId),
    propertyId,
    channel: "phone",
    kind: "repair",
    category: "engineering/plumbing",
    priority: "normal",
    language: "zh-CN",
    profileId: null,
    tier: null,
    contact: null,
    displayName: null,
    words: null,
    place: "1203",
    summary: "Tap drips",
    takenBy: null,
    replyBy: null,
    source: null,
    occurredAt: now,
    receivedAt: now,
    mode: "live",
    history: null,
  };
};

/** A customer's request, with everything personal sealed as intake seals it. */
export const aRequestOf = async (
  vault: Vault,
  { profileId, propertyId, customer }: { profileId: string; propertyId: string; customer: Customer },
): Promise<Fact> => {
  const texts = [JSON.stringify({ kind: "phone", value: customer.phone }), customer.name, customer.words];
  const sealed = await vault.sealMany(texts.map((text) => ({ subject: profileId, text })));
  const [contact = null, displayName = null, words = null] = sealed;
  return requestReceived.of({ ...anAnonymousRequest(propertyId), profileId, contact, displayName, words });
};

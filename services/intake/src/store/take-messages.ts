import type { DataOf } from "@shouwen/contracts/define-event";
import type { messageReceived } from "@shouwen/contracts/events/message";
import { withPrefix } from "@shouwen/event-bus/ids";
import { type Message, NotYet } from "@shouwen/event-bus/message";
import { contextOf } from "@shouwen/event-bus/tracing";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import type { DangerWords } from "../domain/danger-words.ts";
import type { RequestDraft } from "../domain/receive-request.ts";
import { propertyTakesHistoryOnly } from "../domain/rejections.ts";
import type { Arrival, arrivals, Property } from "./arrival.ts";
import type { RequestTaking } from "./take-requests.ts";

type Needs = {
  readonly desk: RequestTaking;
  readonly arrive: ReturnType<typeof arrivals>;
  readonly danger: () => Promise<PolicySet<DangerWords>>;
  readonly property: (propertyId: string) => Promise<Property | undefined>;
  /** Null once the customer is erased, and where the text was damaged. */
  readonly open: (sealed: string) => Promise<string | null>;
};

type Received = DataOf<typeof messageReceived>;
type Said = { readonly words: string | null; readonly contact: string | null };
type Arriving = { readonly message: Message; readonly arrival: Arrival };

const system = "messages";

/**
 * Takes messages as requests, each once: the message's own id is the request's, and of those that come twice in a batch
 * the first counts. Answers what could not be taken.
 */
export const messageTaker =
  (needs: Needs) =>
  async (heard: readonly Message[]): Promise<ReadonlyMap<Message, unknown>> => {
    const messages = [...new Map(heard.toReversed().map((message) => [message.key, message])).values()];
    const received = messages.map(({ data }) => data as Received);
    const [danger, said] = await Promise.all([needs.danger(), decrypt(needs, received)]);
    const properties = await Promise.all(received.map(({ propertyId }) => needs.property(propertyId)));
    const arriving = messages.flatMap((message, n): Arriving[] => {
      const property = properties[n];
      if (whyNot(property) !== undefined || property === undefined) return [];
      return [
        { message, arrival: arrivalOf(needs, { message, property, danger, said: said[n] ?? silence }) },
      ];
    });
    const outcomes = await needs.desk.take(arriving.map(({ arrival }) => arrival));
    const refused = arriving.flatMap(({ message }, n) => {
      const outcome = outcomes[n];
      return outcome && "error" in outcome ? [[message, outcome.error] as const] : [];
    });
    const setAside = messages.flatMap((message, n) => {
      const reason = whyNot(properties[n]);
      return reason === undefined ? [] : [[message, reason] as const];
    });
    return new Map([...refused, ...setAside]);
  };

/**
 * Why nothing can begin at a property, where it cannot. Nobody works on one of the past: what a customer writes there is
 * set aside with that reason, so that somebody sees it, and never dropped.
 */
const whyNot = (property: Property | undefined): Error | undefined => {
  if (property === undefined) return new NotYet("the property that was written to");
  return property.purpose === "live" ? undefined : propertyTakesHistoryOnly();
};

const silence: Said = { words: null, contact: null };

type Written = {
  readonly message: Message;
  readonly property: Property;
  readonly danger: PolicySet<DangerWords>;
  readonly said: Said;
};

const arrivalOf = ({ arrive }: Needs, { message, property, danger, said }: Written): Arrival => {
  const received = message.data as Received;
  return arrive({
    requestId: withPrefix("req", received.messageId),
    draft: draftOf(received, said.words),
    contactText: said.contact,
    property,
    dangerWords: danger.inForce(property.propertyId, received.at).body,
    actor: "customer",
    once: null,
    imported: null,
    trace: contextOf(message.raw.headers),
  });
};

const contactForm = z.object({ value: z.string() });

/** What was written, and from where; null of whoever was erased meanwhile, and of what was damaged. */
const decrypt = ({ open }: Needs, received: readonly Received[]): Promise<readonly Said[]> =>
  Promise.all(
    received.map(async ({ text, contact }) => {
      const [words, from] = await Promise.all([text, contact ?? null].map(async (one) => one && open(one)));
      return { words: words ?? null, contact: from ? contactForm.parse(JSON.parse(from)).value : null };
    }),
  );

const draftOf = (received: Received, words: string | null): RequestDraft => ({
  propertyId: received.propertyId,
  channel: received.channel === "email" ? "email" : "sms",
  kind: null,
  category: null,
  priority: null,
  language: received.language,
  displayName: null,
  words,
  place: null,
  summary: null,
  occurredAt: received.at,
  replyBy: null,
  takenBy: null,
  source: { system, externalId: received.messageId },
  mode: "live",
  past: null,
});

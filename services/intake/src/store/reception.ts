import { createHash } from "node:crypto";
import type { CategoriesPolicy } from "@shouwen/contracts/category-tree";
import type { DataOf } from "@shouwen/contracts/define-event";
import type { requestReceived } from "@shouwen/contracts/events/request";
import { priorityOf } from "@shouwen/contracts/priority";
import type { Language } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import { contextOf, currentCarrier } from "@shouwen/event-bus/tracing";
import type { Person } from "@shouwen/service-kit/auth";
import type { BackPressure } from "@shouwen/service-kit/back-pressure";
import type { GroupCommit } from "@shouwen/service-kit/group-commit";
import type { PolicyBook } from "@shouwen/service-kit/policies";
import type { OpenWords } from "@shouwen/service-kit/words";
import type { BlindIndex } from "@shouwen/vault/blind-index";
import { maskName, normaliseContact } from "@shouwen/vault/contact";
import type { DangerWords } from "../domain/danger-words.ts";
import type { Wish } from "../domain/receive-request.ts";
import { propertyNotFound, propertyTakesHistoryOnly } from "../domain/rejections.ts";
import type { Arrival, arrivals, Once, Property } from "./arrival.ts";
import { type CustomersPolicy, callerOf, isKnownIn } from "./callers.ts";
import type { RequestBook, SeenRequest } from "./request-book.ts";
import type { Taken } from "./request-desk.ts";

type House = {
  readonly database: Database;
  readonly blindIndex: BlindIndex;
  readonly arrive: ReturnType<typeof arrivals>;
  readonly property: (propertyId: string) => Promise<Property | undefined>;
  readonly danger: () => Promise<PolicyBook<DangerWords>>;
  readonly categories: () => Promise<PolicyBook<CategoriesPolicy>>;
  readonly customers: () => Promise<PolicyBook<CustomersPolicy>>;
  readonly open: OpenWords;
  readonly book: RequestBook;
  readonly queue: GroupCommit<Arrival, Taken>;
  readonly pressure: BackPressure;
  readonly now: () => string;
};

type Asked = {
  readonly wish: Wish;
  readonly contactText: string | null;
  readonly person: Person;
  readonly toldIn: Language;
  readonly key: { readonly name: string; readonly body: string } | null;
};

/** Takes live requests one by one and tells agents who calls. */
export const openReception = (house: House) => ({
  languageOf: async (propertyId: string) => (await house.property(propertyId))?.language,

  take: async (asked: Asked): Promise<Taken> => {
    const { wish, contactText, person, toldIn } = asked;
    const [property, danger, tree] = await Promise.all([
      house.property(wish.propertyId),
      house.danger(),
      house.categories(),
      house.pressure.demandRoom(),
    ]);
    if (!property) throw propertyNotFound();
    if (property.purpose === "history") throw propertyTakesHistoryOnly();
    const now = house.now();
    return house.queue.submit(
      house.arrive({
        wish,
        contactText,
        property,
        toldIn,
        dangerWords: danger.inForce(property.propertyId, now).body,
        isCategoryKnown: isKnownIn(tree.inForce(property.propertyId, now).body, wish.category),
        actor: person.id,
        once: onceOf(asked, house.blindIndex),
        imported: null,
        trace: contextOf(currentCarrier()),
      }),
    );
  },

  find: async (person: Person, requestId: string) => {
    const seen = await house.book.find(person, requestId);
    if (!seen) return undefined;
    const view = viewOf(seen);
    const { words, displayName } = seen.data as DataOf<typeof requestReceived>;
    const [people, name] = await Promise.all([
      house.book.peopleOf(person, view.ticketId),
      displayName === null ? null : house.open(displayName, view.profileId),
    ]);
    const callerName = name === null ? null : maskName(name);
    return { view: { ...view, number: people?.number ?? null, callerName }, words, people };
  },

  lookUp: async (person: Person, propertyId: string, contactText: string) => {
    const property = await house.property(propertyId);
    if (!property) throw propertyNotFound();
    const contact = normaliseContact(contactText, property.countryCode);
    const caller =
      contact.kind === "text"
        ? undefined
        : await callerOf(house)(person, propertyId, house.blindIndex(contact));
    if (!caller) return nobody;
    return { ...caller, openTickets: [...caller.openTickets], requests: caller.requests.map(viewOf) };
  },
});

const nobody = {
  profileId: null,
  tier: null,
  language: null,
  shared: false,
  people: [],
  openTickets: [],
  requests: [],
};

/** What was asked with a key is kept as a keyed hash: a plain one of a phone number could be guessed. */
const onceOf = ({ key, person }: Asked, blindIndex: BlindIndex): Once | null =>
  key && {
    scope: `/people/${person.id}`,
    key: key.name,
    fingerprint: blindIndex({ kind: "text", value: createHash("sha256").update(key.body).digest("hex") }),
  };

const viewOf = ({ data, contactKind }: SeenRequest) => {
  const {
    contact: _contact,
    displayName: _name,
    words: _words,
    emergency,
    priority,
    ...view
  } = data as DataOf<typeof requestReceived>;
  return {
    ...view,
    priority: priorityOf({ priority, emergency }),
    contactKind: contactKind as "phone" | "email" | "text" | null,
  };
};
